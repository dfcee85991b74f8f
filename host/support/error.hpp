// Errors a user sees. An input problem (exit 2) names the file, line or key, what was found and what was expected;
// a failure (exit 1) is anything else that stops a run, such as a full disk.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinderbox {

// One thing that is wrong with the user's input. `text()` reads
// "<where>: <problem> (found X, expected Y); <suggestion>", leaving out the parts that are empty.
struct Problem {
  std::string where;       // file, file:line, file:line:column or config key
  std::string problem;     // what is wrong, in a few words
  std::string found;       // what stood there
  std::string expected;    // what should stand there
  std::string suggestion;  // what to do about it

  [[nodiscard]] std::string text() const;
};

// The user's input is wrong: exit status 2. Holds every problem that was found, one a line in what().
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  explicit InputError(Problem problem) : InputError(std::vector<Problem>{std::move(problem)}) {}

  [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

 private:
  std::vector<Problem> problems_;
};

// Anything else that stops the program: exit status 1.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Ctrl-C was pressed: nothing half-written is left behind, exit status 1.
class Interrupted : public Failure {
 public:
  Interrupted() : Failure("interrupted") {}
};

// Collects the problems of one input, so that they can be reported together.
class ProblemList {
 public:
  void add(Problem problem) { problems_.push_back(std::move(problem)); }
  [[nodiscard]] bool empty() const noexcept { return problems_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return problems_.size(); }
  // Throws InputError with all problems, if there are any.
  void throw_if_any() const {
    if (!problems_.empty()) throw InputError(problems_);
  }

 private:
  std::vector<Problem> problems_;
};

// The candidate nearest to `word` by edit distance, or "" if none is close enough to be a likely slip.
[[nodiscard]] std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace tinderbox
