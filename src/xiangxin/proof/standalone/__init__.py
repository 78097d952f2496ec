"""Programs to hand to others. Each is one file, runs without Xiangxin, and shares no code with it."""
