/* A library of one function. */
int answer(int x) { return x * 42; }
