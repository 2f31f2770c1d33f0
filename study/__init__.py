"""What only this study's book needs: its states, its time, and games of chance."""
