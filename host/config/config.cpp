#include "host/config/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <deque>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "host/config/config_checks.hpp"
#include "host/config/config_key.hpp"
#include "host/config/config_value.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kMostProblems = 100;    // more are counted, not listed
constexpr std::size_t kLongestKeyShown = 64;  // characters of an unknown key in a message
// toml++ frees nested tables recursively: with this many dots at most, no document can nest deeply enough to exhaust
// the stack.
constexpr std::size_t kMostDots = 10'000;
constexpr std::string_view kSetOrigin = "--set";
constexpr std::string_view kVenues = "venues";
constexpr std::string_view kVenuePrior = "prior";  // the table inside [venues.NAME] for its own mix
constexpr std::string_view kPriorSuffix = ".prior";
constexpr std::size_t kMostVenues = 7;  // beside the primary one

bool is_venue_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string venue_key(std::string_view name, std::string_view key) {
  return fmt::format("{}.{}.{}", kVenues, name, key);
}

// Known keys and sections under a dotted prefix.
bool is_section(std::string_view name) {
  const auto& keys = config_keys();
  return !name.empty() &&
         std::any_of(keys.begin(), keys.end(), [&](const ConfigKey& key) { return key.section() == name; });
}

// The right name in another section: the key of the section that resembles the given one, else all of them.
std::string namesakes_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string_view section = dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
  std::vector<std::string> sections;
  std::vector<std::string_view> names;
  for (const ConfigKey& key : config_keys()) {
    if (key.last_name() != name.substr(dot + 1)) continue;
    sections.emplace_back(key.section());
    names.push_back(key.name);
  }
  const std::string nearest = nearest_word(section, sections);
  return nearest.empty() ? fmt::format("{}", fmt::join(names, " or "))
                         : fmt::format("{}.{}", nearest, name.substr(dot + 1));
}

// "did you mean ...?" for an unknown key or section, or "".
std::string suggestion_for(std::string_view name) {
  if (name.size() > kLongestKeyShown) return "";
  if (const std::string namesakes = namesakes_of(name); !namesakes.empty())
    return fmt::format("did you mean {}?", namesakes);
  std::vector<std::string> candidates;
  for (const ConfigKey& key : config_keys()) {
    candidates.emplace_back(key.name);
    if (is_section(key.section())) candidates.emplace_back(key.section());
  }
  const std::string nearest = nearest_word(name, candidates);
  return nearest.empty() ? "host/docs/config.md lists the keys" : fmt::format("did you mean {}?", nearest);
}

std::string position_text(const std::string& name, const toml::source_region& region) {
  return fmt::format("{}:{}:{}", name, region.begin.line, region.begin.column);
}

// Reads one configuration: the file, what is laid over it, and the rules between values. Collects problems.
class ConfigReader {
 public:
  explicit ConfigReader(std::string name) : name_(std::move(name)) {}

  void read_file(std::string_view text);
  void read_set(const std::string& set);
  [[nodiscard]] RunConfig finish();

 private:
  using At = std::function<std::string(const toml::node&)>;

  struct Found {
    toml::source_position at;
    Problem problem;
  };

  void read_table(const toml::table& table, const std::string& prefix);
  void read_node(const toml::key& key, const toml::node& node, const std::string& name);
  void read_value(const ConfigKey& key, const toml::node& node,
                  const std::function<std::string(const toml::node&)>& at);
  void read_venues(const toml::table& venues);
  void read_venue(const std::string& name, const toml::table& table);
  void read_venue_value(const std::string& name, const ConfigKey& key, const toml::node& node,
                        const std::function<std::string(const toml::node&)>& at);
  void read_venue_prior(const std::string& name, const toml::table& table);
  bool set_venue_key(const std::string& key, const std::string& place, const std::string& value);
  void store_venue_priors();
  void report_file_problems();
  void report_missing();
  void report_broken_rules();
  void report_broken_venues();
  [[nodiscard]] std::string where(std::string_view key) const;
  [[nodiscard]] std::string_view culprit(const BrokenRule& rule) const;

  // A value of [venues.NAME.prior]. What a venue leaves out is as in [prior], which has to be complete first.
  struct VenuePriorValue {
    std::string venue;
    const ConfigKey* key;
    const toml::node* node;
    At at;
  };

  std::string name_;
  std::deque<toml::table> documents_;  // the file and the sets, for nodes that are read at the end
  std::vector<VenuePriorValue> venue_priors_;
  RunConfig config_;
  std::map<std::string, std::string, std::less<>> origins_;  // known keys that were given, and where
  std::set<std::string, std::less<>> wrong_;                 // known keys with a problem of their own
  std::vector<Found> file_problems_;
  std::vector<Problem> problems_;
};

void check_is_text(std::string_view text, const std::string& name) {
  const std::string expected = "a configuration in TOML";
  if (text.empty()) throw InputError({name, "is empty", "", expected, ""});
  if (text.substr(1, 3) == "HDF")
    throw InputError({name, "is not a configuration", "an HDF5 file", expected, "repeat a run with: run --from FILE"});
  if (text.find('\0') != std::string_view::npos) throw InputError({name, "is not text", "a binary file", expected, ""});
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '.')) > kMostDots)
    throw InputError({name, "is not a configuration", fmt::format("more than {} dots", kMostDots), expected, ""});
}

toml::table parse_toml(std::string_view text, const std::string& name) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const std::string description{error.description()};
    const bool bare_word = description.find("could not determine value type") != std::string::npos;
    throw InputError({position_text(name, error.source()), "is not valid TOML: " + description, "", "",
                      bare_word ? "text needs quotes" : ""});
  }
}

void ConfigReader::read_file(std::string_view text) {
  check_is_text(text, name_);
  documents_.push_back(parse_toml(text, name_));
  read_table(documents_.back(), "");
  report_file_problems();
}

void ConfigReader::read_table(const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) read_node(key, node, prefix + std::string{key.str()});
}

void ConfigReader::read_node(const toml::key& key, const toml::node& node, const std::string& name) {
  const ConfigKey* known = name.starts_with(kVenueSection) ? nullptr : find_config_key(name);
  const toml::source_position at = key.source().begin;
  if (name == kVenues && node.is_table()) {
    read_venues(*node.as_table());
  } else if (known != nullptr) {
    read_value(*known, node, [&](const toml::node& part) { return position_text(name_, part.source()); });
  } else if (is_section(name)) {
    if (const toml::table* section = node.as_table())
      read_table(*section, name + ".");
    else
      file_problems_.push_back({at,
                                {position_text(name_, key.source()) + ": " + name, "is a section", node_text(node),
                                 "[" + name + "]", "write its keys under it"}});
  } else {
    const std::string shown = name.substr(0, kLongestKeyShown) + (name.size() > kLongestKeyShown ? "..." : "");
    const bool table = node.is_table() || node.is_array_of_tables();
    file_problems_.push_back({at,
                              {position_text(name_, key.source()) + ": " + shown,
                               table ? "is not a known section" : "is not a known key", "", "", suggestion_for(name)}});
  }
}

void ConfigReader::read_value(const ConfigKey& key, const toml::node& node,
                              const std::function<std::string(const toml::node&)>& at) {
  origins_[std::string{key.name}] = at(node);
  set_value(key, node, config_, [&](const toml::node& part, Problem problem) {
    wrong_.insert(std::string{key.name});
    problem.where = at(part) + ": " + std::string{key.name};
    file_problems_.push_back({part.source().begin, std::move(problem)});
  });
}

void ConfigReader::read_venues(const toml::table& venues) {
  for (const auto& [key, node] : venues) {
    const std::string name{key.str()};
    const std::string place = position_text(name_, key.source()) + ": venues." + name.substr(0, kLongestKeyShown);
    const toml::source_position at = key.source().begin;
    if (const toml::table* table = node.as_table(); table != nullptr && is_venue_name(name))
      read_venue(name, *table);
    else
      file_problems_.push_back({at,
                                {place, "is not a venue", node.is_table() ? "" : node_text(node),
                                 "[venues.NAME] with a name of 1 to 32 small letters, digits, '_' or '-'", ""}});
  }
}

void ConfigReader::read_venue(const std::string& name, const toml::table& table) {
  config_.venues.try_emplace(name);
  for (const auto& [key, node] : table) {
    const ConfigKey* known = find_config_key(venue_key("NAME", key.str()));
    if (key.str() == kVenuePrior && node.is_table())
      read_venue_prior(name, *node.as_table());
    else if (known != nullptr)
      read_venue_value(name, *known, node, [&](const toml::node& part) { return position_text(name_, part.source()); });
    else
      file_problems_.push_back({key.source().begin,
                                {fmt::format("{}: {}", position_text(name_, key.source()),
                                             venue_key(name, std::string{key.str()}.substr(0, kLongestKeyShown))),
                                 "is not a known key", "", "", "host/docs/config.md lists the keys"}});
  }
}

void ConfigReader::read_venue_value(const std::string& name, const ConfigKey& key, const toml::node& node,
                                    const std::function<std::string(const toml::node&)>& at) {
  const std::string full = venue_key(name, key.last_name());
  origins_[full] = at(node);
  RunConfig draft;
  draft.venue = config_.venues[name];
  set_value(key, node, draft, [&](const toml::node& part, Problem problem) {
    wrong_.insert(full);
    problem.where = at(part) + ": " + full;
    file_problems_.push_back({part.source().begin, std::move(problem)});
  });
  config_.venues[name] = draft.venue;
}

void ConfigReader::read_venue_prior(const std::string& name, const toml::table& table) {
  for (const auto& [key, node] : table) {
    const std::string last{key.str()};
    if (const ConfigKey* known = find_mix_key(last))
      venue_priors_.push_back(
          {name, known, &node, [this](const toml::node& part) { return position_text(name_, part.source()); }});
    else
      file_problems_.push_back(
          {key.source().begin,
           {fmt::format("{}: {}.{}", position_text(name_, key.source()), venue_key(name, kVenuePrior),
                        last.substr(0, kLongestKeyShown)),
            find_config_key(fmt::format("prior.{}", last)) == nullptr ? "is not a known key" : "is one for all venues",
            "", "", "host/docs/config.md lists the keys"}});
  }
}

void ConfigReader::store_venue_priors() {
  for (const VenuePriorValue& value : venue_priors_) config_.venues[value.venue].prior = config_.prior;
  for (const auto& [venue, key, node, at] : venue_priors_) {
    const std::string full = fmt::format("{}.{}", venue_key(venue, kVenuePrior), key->last_name());
    RunConfig draft;
    draft.prior = *config_.venues[venue].prior;
    origins_[full] = at(*node);
    set_value(*key, *node, draft, [&, &place = at](const toml::node& part, Problem problem) {
      wrong_.insert(full);
      const std::string position = place(part);
      problem.where = fmt::format("{}{}{}", position, position == kSetOrigin ? " " : ": ", full);
      file_problems_.push_back({part.source().begin, std::move(problem)});
    });
    config_.venues[venue].prior = draft.prior;
  }
  report_file_problems();
}

// TOML tables iterate in name order; people read a file from the top.
void ConfigReader::report_file_problems() {
  std::stable_sort(file_problems_.begin(), file_problems_.end(), [](const Found& a, const Found& b) {
    return a.at.line != b.at.line ? a.at.line < b.at.line : a.at.column < b.at.column;
  });
  for (Found& found : file_problems_) problems_.push_back(std::move(found.problem));
  file_problems_.clear();
}

// The value of a --set: TOML where it parses as one value, text otherwise.
toml::table set_table(const std::string& text) {
  try {
    toml::table table = toml::parse("value = " + text + "\n");
    if (table.size() == 1) return table;
  } catch (const toml::parse_error&) {
    // A bare word; what it may be is for the key to say.
  }
  return toml::table{{"value", text}};
}

void ConfigReader::read_set(const std::string& set) {
  const std::size_t equals = set.find('=');
  const std::string key = set.substr(0, equals);
  const std::string place = "--set " + key.substr(0, kLongestKeyShown);
  if (equals == std::string::npos || key.empty()) {
    problems_.push_back({place, "is not key=value", "", "a key and its value, such as sampling.positions=1000", ""});
    return;
  }
  if (std::count(set.begin(), set.end(), '.') > static_cast<std::ptrdiff_t>(kMostDots)) {
    problems_.push_back({place, "is too long", "", "one value", ""});
    return;
  }
  if (set_venue_key(key, place, set.substr(equals + 1))) return;
  const ConfigKey* known = find_config_key(key);
  if (known == nullptr) {
    problems_.push_back({place, is_section(key) ? "is a section" : "is not a known key", "", "",
                         is_section(key) ? "set its keys one by one" : suggestion_for(key)});
    return;
  }
  wrong_.erase(std::string{known->name});
  const toml::table table = set_table(set.substr(equals + 1));
  read_value(*known, *table.get("value"), [&](const toml::node&) { return std::string{kSetOrigin}; });
  for (Found& found : file_problems_) {
    found.problem.where = place;
    problems_.push_back(std::move(found.problem));
  }
  file_problems_.clear();
}

// --set venues.NAME.key=value or venues.NAME.prior.key=value. False where the key names no venue.
bool ConfigReader::set_venue_key(const std::string& key, const std::string& place, const std::string& value) {
  if (!key.starts_with("venues.")) return false;
  const std::size_t dot = key.rfind('.');
  std::string name = key.substr(7, dot > 7 ? dot - 7 : 0);
  const bool own_prior = name.ends_with(kPriorSuffix);
  if (own_prior) name.resize(name.size() - kPriorSuffix.size());
  const std::string last = key.substr(dot + 1);
  const ConfigKey* known = own_prior ? find_mix_key(last) : find_config_key(venue_key("NAME", last));
  if (!is_venue_name(name) || known == nullptr) {
    problems_.push_back(
        {place, "is not a known key", "", "venues.NAME.key=value", "host/docs/config.md lists the keys"});
    return true;
  }
  wrong_.erase(key);
  documents_.push_back(set_table(value));
  const toml::node& node = *documents_.back().get("value");
  const At at = [](const toml::node&) { return std::string{kSetOrigin}; };
  config_.venues.try_emplace(name);
  if (own_prior)
    venue_priors_.push_back({name, known, &node, at});
  else
    read_venue_value(name, *known, node, at);
  for (Found& found : file_problems_) {
    found.problem.where = place;
    problems_.push_back(std::move(found.problem));
  }
  file_problems_.clear();
  return true;
}

std::string ConfigReader::where(std::string_view key) const {
  const auto origin = origins_.find(key);
  if (origin == origins_.end()) return fmt::format("{}: {}", name_, key);
  return fmt::format("{}{}{}", origin->second, origin->second == kSetOrigin ? " " : ": ", key);
}

void ConfigReader::report_missing() {
  for (const ConfigKey& key : config_keys()) {
    if (key.presence == Presence::kOptional) continue;
    std::vector<std::string> names;
    if (key.section() == kVenueSection)
      for (const auto& [name, venue] : config_.venues) names.push_back(venue_key(name, key.last_name()));
    else
      names.emplace_back(key.name);
    for (const std::string& name : names) {
      if (origins_.count(name) > 0) continue;
      wrong_.insert(name);
      problems_.push_back({where(name), "is missing", "", allowed_text(key), ""});
    }
  }
}

// The key of a broken rule to point at: one that was set on the command line, else one that was written in the file.
std::string_view ConfigReader::culprit(const BrokenRule& rule) const {
  const auto given = [&](std::string_view key) { return origins_.count(key) > 0; };
  const auto set = [&](std::string_view key) { return given(key) && origins_.find(key)->second == kSetOrigin; };
  auto key = std::find_if(rule.keys.begin(), rule.keys.end(), set);
  if (key == rule.keys.end()) key = std::find_if(rule.keys.begin(), rule.keys.end(), given);
  return key == rule.keys.end() ? rule.keys.front() : *key;
}

void ConfigReader::report_broken_rules() {
  for (BrokenRule& rule : broken_rules(config_)) {
    if (std::any_of(rule.keys.begin(), rule.keys.end(), [&](auto key) { return wrong_.count(key) > 0; })) continue;
    const std::string_view key = culprit(rule);
    rule.problem.where = where(key);
    if (key != rule.keys.front()) rule.problem.problem = fmt::format("{} {}", rule.keys.front(), rule.problem.problem);
    problems_.push_back(std::move(rule.problem));
  }
}

void ConfigReader::report_broken_venues() {
  for (Problem& problem : broken_venues(config_)) {
    if (wrong_.count(problem.where) > 0) continue;
    problem.where = where(problem.where);
    problems_.push_back(std::move(problem));
  }
  if (config_.venues.size() > kMostVenues)
    problems_.push_back({name_, "has too many venues", fmt::format("{}", config_.venues.size()),
                         fmt::format("at most {} beside the primary one", kMostVenues), ""});
}

RunConfig ConfigReader::finish() {
  store_venue_priors();
  report_missing();
  report_broken_rules();
  report_broken_venues();
  if (problems_.size() > kMostProblems) {
    const std::size_t more = problems_.size() - kMostProblems;
    problems_.resize(kMostProblems);
    problems_.push_back({name_, fmt::format("{} more problems are not listed", more), "", "", ""});
  }
  if (!problems_.empty()) throw InputError(std::move(problems_));
  return std::move(config_);
}

// What lies in a file, at most one byte more than a configuration may have.
std::string read_small_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw InputError({name, "cannot be found", "", "a configuration file", ""});
  if (std::filesystem::is_directory(status)) throw InputError({name, "is a folder", "", "a configuration file", ""});
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostConfigBytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) throw InputError({name, "cannot be read", "", "a readable file", ""});
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostConfigBytes)
    throw InputError({name, "is too large for a configuration", "more than 1 MiB", "a configuration file", ""});
  return text;
}

}  // namespace

RunConfig parse_config(std::string_view text, const std::string& name, const std::vector<std::string>& sets) {
  ConfigReader reader(name);
  reader.read_file(text);
  for (const std::string& set : sets) reader.read_set(set);
  return reader.finish();
}

RunConfig load_config(const std::filesystem::path& path, const std::vector<std::string>& sets) {
  return parse_config(read_small_file(path), path.string(), sets);
}

}  // namespace tinderbox
