// Options of `serve` as somebody types them, with no environment and no file.
#pragma once

#include "platform/config/command_line.hpp"
#include "platform/config/serve_options.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::platform {

inline base::Result<ServeOptions, ConfigurationError> read_serve_options(
    std::vector<std::string> arguments) {
    Program program{.name = "boxoffice", .summary = "", .version = "1", .commands = {}};
    program.commands.push_back(
        {.name = "serve", .summary = "Runs it.", .options = serve_option_table()});
    arguments.insert(arguments.begin(), "serve");
    const auto parsed =
        parse_command_line(program, arguments, [](const std::string&) { return std::nullopt; });
    if (const auto* answer = std::get_if<Answer>(&parsed)) {
        return base::unexpected(ConfigurationError{answer->text});
    }
    return to_serve_options(std::get<Invocation>(parsed).values);
}

}  // namespace boxoffice::platform
