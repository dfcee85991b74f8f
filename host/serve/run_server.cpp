#include "host/serve/run_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "host/support/error.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {
namespace {

using httplib::Request;
using httplib::Response;

constexpr const char* kLoopback = "127.0.0.1";
constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;
constexpr std::size_t kMaxRequestBody = 1024;
constexpr std::size_t kMaxRequestsAConnection = 1000;
constexpr auto kPollInterval = std::chrono::milliseconds(100);

// An open file that is read by several threads.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) {
      const std::string reason = std::strerror(errno);
      close();
      throw InputError(Problem{path.string(), "cannot be read", reason, "", ""});
    }
    size_ = static_cast<std::size_t>(status.st_size);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { close(); }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  // Sends up to kPieceBytes from `offset` on; false where the file has become shorter or the browser is gone.
  bool send(std::size_t offset, std::size_t length, httplib::DataSink& sink) const {
    std::string piece(std::min(length, kPieceBytes), '\0');
    const ssize_t count = pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset));
    return count > 0 && sink.write(piece.data(), static_cast<std::size_t>(count));
  }

 private:
  void close() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  int descriptor_;
  std::size_t size_ = 0;
};

// Whether the file can answer with what is asked for: all of it, or one stretch that begins inside it.
bool can_answer(const httplib::Ranges& ranges, std::size_t size) {
  if (ranges.empty()) return true;
  const auto [first, last] = ranges.front();  // -1: not given
  const auto bytes = static_cast<ssize_t>(size);
  if (ranges.size() > 1 || first >= bytes) return false;
  return first < 0 ? last > 0 && last <= bytes : last < 0 || first <= last;
}

// The page's own policy, which a header can make stricter: pages of others may not frame it.
std::string policy_of(const std::string& page) {
  static constexpr std::string_view kBefore = "http-equiv=\"Content-Security-Policy\" content=\"";
  const std::size_t at = page.find(kBefore);
  const std::size_t begin = at + kBefore.size();
  const std::size_t end = at == std::string::npos ? at : page.find('"', begin);
  const std::string policy = end == std::string::npos ? "default-src 'none'" : page.substr(begin, end - begin);
  return policy + "; frame-ancestors 'none'";
}

httplib::Headers common_headers(const std::string& page) {
  return {{"Content-Security-Policy", policy_of(page)},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cache-Control", "no-store"}};
}

}  // namespace

class RunServer::Impl {
 public:
  Impl(const std::filesystem::path& run_file, std::string page_html, int port)
      : file_(run_file), page_(std::move(page_html)) {
    // The library's default lets a second program share the port.
    server_.set_socket_options([](socket_t socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    server_.set_default_headers(common_headers(page_));
    server_.set_payload_max_length(kMaxRequestBody);
    server_.set_keep_alive_max_count(kMaxRequestsAConnection);
    server_.set_pre_routing_handler([this](const Request& request, Response& response) {
      if (request.get_header_value_count("Host") == 1 && is_ours(request.get_header_value("Host")))
        return httplib::Server::HandlerResponse::Unhandled;
      response.status = 403;
      response.set_content("This address belongs to another host.\n", "text/plain");
      return httplib::Server::HandlerResponse::Handled;
    });
    // Through a provider, since the library compresses other content at a level that takes seconds.
    server_.Get("/", [this](const Request&, Response& response) {
      response.set_content_provider(page_.size(), "text/html; charset=utf-8",
                                    [this](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                      return sink.write(page_.data() + offset, length);
                                    });
    });
    server_.Get("/run\\.h5", [this](const Request& request, Response& response) {
      response.set_header("Accept-Ranges", "bytes");
      if (!can_answer(request.ranges, file_.size())) {
        response.status = 416;
        return;
      }
      response.set_content_provider(file_.size(), "application/x-hdf5",
                                    [this](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                      return file_.send(offset, length, sink);
                                    });
    });
    port_ = port == 0 ? server_.bind_to_any_port(kLoopback) : (server_.bind_to_port(kLoopback, port) ? port : -1);
    if (port_ <= 0)
      throw InputError(Problem{"--port", "cannot be used", fmt::format("{}", port), "a free port",
                               "leave it out, and a free one is taken"});
  }

  [[nodiscard]] int port() const noexcept { return port_; }

  void serve_until_interrupted() {
    std::thread listener([this] { server_.listen_after_bind(); });
    while (!interrupt_requested.load(std::memory_order_relaxed)) std::this_thread::sleep_for(kPollInterval);
    server_.stop();
    listener.join();
  }

 private:
  [[nodiscard]] bool is_ours(const std::string& host) const {
    return host == fmt::format("{}:{}", kLoopback, port_) || host == fmt::format("localhost:{}", port_);
  }

  OpenFile file_;
  std::string page_;
  httplib::Server server_;
  int port_ = 0;
};

RunServer::RunServer(const std::filesystem::path& run_file, std::string page_html, int port)
    : impl_(std::make_unique<Impl>(run_file, std::move(page_html), port)) {}

RunServer::~RunServer() = default;

int RunServer::port() const noexcept {
  return impl_->port();
}

std::string RunServer::address() const {
  return fmt::format("http://{}:{}/", kLoopback, port());
}

void RunServer::serve_until_interrupted() {
  impl_->serve_until_interrupted();
}

}  // namespace tinderbox
