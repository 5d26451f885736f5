#include "schedules/trial.hpp"
#include "support/seed_range.hpp"

int main(int argc, char** argv) {
  return baton::tests::try_seeds(argc, argv, &baton::tests::try_schedule);
}
