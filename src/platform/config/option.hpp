// One option, said once: command line, environment, configuration file, `--help`, the table
// of docs/configuration.md and the validation all come from its row.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

/// A sentence that says what is wrong and what to write instead.
struct ConfigurationError {
    std::string sentence;
};

enum class OptionKind {
    text,
    number,     ///< a whole number from `least` to `most`
    choice,     ///< one of `choices`
    list,       ///< texts with commas between them, each one of `choices` if there are any
    on_or_off,  ///< true or false
};

struct Option {
    std::string_view name;  ///< "management-port": --management-port and BOXOFFICE_MANAGEMENT_PORT
    std::string_view key;   ///< "management.port" in the configuration file; empty = not there
    OptionKind kind = OptionKind::text;
    std::string_view
        default_value{};  ///< as one would write it; empty = none, and then it may stay empty
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::vector<std::string_view> choices{};
    std::string_view placeholder{};  ///< "PORT" in `--help`
    /// Not shown, and may be read from the file named by --NAME-file, BOXOFFICE_NAME_FILE or
    /// `KEY_file`.
    bool is_secret = false;
    /// A process that runs takes it over when its configuration is read again; secrets always.
    bool is_live = false;
    std::string_view help;
};

/// "BOXOFFICE_MANAGEMENT_PORT".
[[nodiscard]] std::string environment_name(std::string_view option_name);

/// The name most like `wrong`, when one is near enough to be meant.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view wrong,
                                                      std::span<const std::string_view> names);

/// nullopt when `value` fits the option, else the sentence; `place` is where the value was written.
[[nodiscard]] std::optional<ConfigurationError> check_value(const Option& option,
                                                            std::string_view value,
                                                            std::string_view place);

/// Checked values of a set of options, each by its name. Asking for one that is not in the set is a
/// bug.
class OptionValues {
  public:
    void set(std::string_view name, std::string value) {
        values_[std::string(name)] = std::move(value);
    }

    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] bool is_on(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;

  private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// The options as a table in Markdown, for docs/configuration.md.
[[nodiscard]] std::string to_markdown(std::span<const Option> options);
/// The options as `--help` shows them, at most 100 columns wide.
[[nodiscard]] std::string to_help(std::span<const Option> options);

}  // namespace boxoffice::platform
