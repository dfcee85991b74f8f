// Serves the viewer's page and one run file to browsers of this machine, and nothing else.
//
// Listens on 127.0.0.1. Answers GET and HEAD of `/` (the page) and `/run.h5` (the file; ranges of it) and 404 to
// everything else. A request whose Host header names another host is refused (403): a page of somewhere else could make
// a browser send it here (DNS rebinding). The file is opened once: what is served is the file that was checked,
// whatever happens to its name later.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tinderbox {

class RunServer {
 public:
  // Binds the port, 0 for a free one. Throws InputError where the file cannot be read or the port not be had.
  RunServer(const std::filesystem::path& run_file, std::string page_html, int port);
  RunServer(const RunServer&) = delete;
  RunServer& operator=(const RunServer&) = delete;
  ~RunServer();

  [[nodiscard]] int port() const noexcept;
  [[nodiscard]] std::string address() const;  // http://127.0.0.1:PORT/

  // Answers requests until Ctrl-C, then returns.
  void serve_until_interrupted();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tinderbox
