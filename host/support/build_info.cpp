#include "host/support/build_info.hpp"

#include "git_commit.hpp"

namespace tinderbox {

std::string_view version() {
  return TINDERBOX_VERSION;
}

std::string_view git_commit() {
  return TINDERBOX_GIT_COMMIT;
}

}  // namespace tinderbox
