// Owners for HDF5 identifiers, and the way from an HDF5 error to an exception.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace tinderbox::h5 {

// Owns one HDF5 identifier: moves null the source, the destructor closes, logs nothing and never throws.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close) noexcept : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(std::exchange(other.close_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      close();
      id_ = std::exchange(other.id_, H5I_INVALID_HID);
      close_ = std::exchange(other.close_, nullptr);
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close(); }

  [[nodiscard]] hid_t get() const noexcept { return id_; }
  [[nodiscard]] explicit operator bool() const noexcept { return id_ >= 0; }

  // Closes now. The result says whether HDF5 was content; the handle is empty afterwards in any case.
  herr_t close() noexcept {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id >= 0 ? close_(id) : 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

// While it lives, HDF5 prints no error stack on this thread's stderr: errors travel as exceptions.
class SilentErrors {
 public:
  SilentErrors() noexcept {
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  SilentErrors(const SilentErrors&) = delete;
  SilentErrors& operator=(const SilentErrors&) = delete;
  ~SilentErrors() {
    H5Eclear2(H5E_DEFAULT);
    H5Eset_auto2(H5E_DEFAULT, print_, data_);
  }

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

// What HDF5 itself says about its last error (the innermost message), "" if it says nothing.
[[nodiscard]] std::string last_error();

// Throws Failure "HDF5 could not <doing>: <last_error>" if `result` is negative, else returns it.
template <typename Result>
Result check(Result result, const char* doing);

// Takes ownership of an identifier, or throws Failure as `check` does.
[[nodiscard]] Handle own(hid_t id, Handle::Close close, const char* doing);

}  // namespace tinderbox::h5
