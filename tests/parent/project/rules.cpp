// A decision of the parent's.
int half(int amount) {
  return amount / 2;
}
