#include "host/cli/cli.hpp"

int main(int argc, char** argv) {
  return tinderbox::run_cli(argc, argv);
}
