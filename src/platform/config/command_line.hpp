// What the program was asked to do, from the command line, the environment and the configuration
// file.
#pragma once

#include "platform/config/option.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace boxoffice::platform {

/// A word that stands behind the command without a name: `boxoffice replay mypage`.
struct Argument {
    std::string_view name;
    std::vector<std::string_view> choices{};
    bool is_required = true;
    std::string_view help;
};

struct Command {
    std::string_view name;  ///< one word or two: "serve", "events tail"
    std::string_view summary;
    std::vector<Option> options{};
    std::vector<Argument> arguments{};
    /// The command that the options are written for, when this one only speaks about them.
    std::string_view options_of{};
};

/// A command to run, with all its options and arguments by name; absent arguments are empty.
struct Invocation {
    std::string_view command;
    OptionValues values;
    std::vector<std::string> arguments{};  ///< as they were written: to read the same again
    /// Where each option's value was written, such as "--port" or "server.port in house.toml"; what
    /// has its default is not among them.
    std::map<std::string, std::string, std::less<>> places{};
};

/// Nothing to run: `--help`, `--version` (code 0), or a wrong configuration (code 2): a sentence a
/// line, for everything that is wrong.
struct Answer {
    int exit_code = 0;
    std::string text;
};

/// The value of an environment variable; nothing when it is not set. An empty one counts as not
/// set.
using EnvironmentReader = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] EnvironmentReader process_environment();

struct Program {
    std::string_view name;  ///< "boxoffice"
    std::string_view summary;
    std::string_view version;
    std::vector<Command> commands;
};

/// What is written on the command line wins over the environment, that over the file named by the
/// option `config` (when the command has it), that over the default. The file may hold the keys of
/// every command's options; a key that none has is refused.
[[nodiscard]] std::variant<Invocation, Answer> parse_command_line(
    const Program& program, std::span<const std::string> arguments,
    const EnvironmentReader& environment);

}  // namespace boxoffice::platform
