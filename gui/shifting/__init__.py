"""The shift lab: the picture moves by network pixels, and every layer tells what it makes of that."""
