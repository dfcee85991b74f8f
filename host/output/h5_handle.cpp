#include "host/output/h5_handle.hpp"

#include "host/support/error.hpp"

namespace tinderbox::h5 {

std::string last_error() {
  std::string text;
  const auto take = [](unsigned, const H5E_error2_t* error, void* target) -> herr_t {
    if (error->desc != nullptr) *static_cast<std::string*>(target) = error->desc;
    return 1;  // the first one of an upward walk is the innermost
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, &text);
  return text;
}

template <typename Result>
Result check(Result result, const char* doing) {
  if (result < 0) {
    const std::string reason = last_error();
    throw Failure(std::string("HDF5 could not ") + doing + (reason.empty() ? "" : ": " + reason));
  }
  return result;
}

// herr_t, htri_t and H5T_class_t-like results are int; hid_t and hssize_t are 64-bit.
template int check<int>(int, const char*);
template hid_t check<hid_t>(hid_t, const char*);

Handle own(hid_t id, Handle::Close close, const char* doing) {
  check(id, doing);
  return {id, close};
}

}  // namespace tinderbox::h5
