#include "platform/config/command_line.hpp"

#include "base/invariant.hpp"
#include "platform/config/config_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace boxoffice::platform {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view file_suffix = "-file";

/// What was written on the command line: options and arguments by name.
struct Written {
    const Command* command = nullptr;
    Texts texts;
};

/// One place where a value may be written, best first.
struct Source {
    std::string place;
    std::optional<std::string> value;
    std::optional<std::string> file;  ///< where a secret lies
};

Answer refusal(std::string sentence) {
    return {.exit_code = 2, .text = std::move(sentence)};
}

std::string program_help(const Program& program) {
    std::string out = fmt::format("{}\n\nUsage: {} COMMAND [OPTIONS]\n\nCommands:\n",
                                  program.summary, program.name);
    for (const auto& command : program.commands) {
        out += fmt::format("  {:<18} {}\n", command.name, command.summary);
    }
    out +=
        fmt::format("\n{} COMMAND --help shows a command's options; --version shows the version.\n",
                    program.name);
    return out;
}

std::string command_help(const Program& program, const Command& command) {
    std::string out =
        fmt::format("{}\n\nUsage: {} {}", command.summary, program.name, command.name);
    for (const auto& argument : command.arguments) {
        out += argument.is_required ? fmt::format(" {}", argument.name)
                                    : fmt::format(" [{}]", argument.name);
    }
    if (!command.options.empty()) out += " [OPTIONS]";
    out += "\n\n";
    for (const auto& argument : command.arguments)
        out += fmt::format("  {}: {}\n", argument.name, argument.help);
    if (!command.arguments.empty()) out += '\n';
    if (!command.options.empty()) {
        out +=
            "An option's environment variable is named beside it; secrets are also read from a "
            "file, by "
            "--NAME-file or ..._FILE.\nThe command line wins over the environment, that over the "
            "configuration file.\n\n";
        out += to_help(command.options);
    }
    return out;
}

/// Puts the options and arguments of `command` into `app`; what is written lands in `texts`.
void declare(CLI::App& app, const Command& command, Texts& texts) {
    const auto store = [&texts](const std::string& name) {
        return [&texts, name](const std::string& value) { texts[name] = value; };
    };
    for (const auto& option : command.options) {
        const std::string name(option.name);
        if (option.kind == OptionKind::on_or_off) {
            app.add_flag_function("--" + name, [&texts, name](std::int64_t count) {
                texts[name] = count > 0 ? "true" : "false";
            });
        } else {
            app.add_option_function<std::string>("--" + name, store(name));
        }
        if (option.is_secret) {
            const auto by_file = name + std::string(file_suffix);
            app.add_option_function<std::string>("--" + by_file, store(by_file));
        }
    }
    for (const auto& argument : command.arguments) {
        const std::string name(argument.name);
        app.add_option_function<std::string>(name, store(name));
    }
}

/// "--prot is not an option of serve: write --port instead."
std::string unknown_word(const Program& program, const Command* command, std::string_view word) {
    word = word.substr(0, word.find('='));
    std::vector<std::string> names;
    if (command == nullptr) {
        names = {"--help", "--version"};
        for (const auto& candidate : program.commands) names.emplace_back(candidate.name);
    } else {
        for (const auto& option : command->options)
            names.push_back("--" + std::string(option.name));
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto meant = nearest(word, views);
    const auto known = command == nullptr ? std::string("a command")
                       : command->options_of.empty()
                           ? fmt::format("an option of {}", command->name)
                           : fmt::format("an option of {}", command->options_of);
    const auto help = command == nullptr ? std::string(program.name)
                                         : fmt::format("{} {}", program.name, command->name);
    if (meant) return fmt::format("{} is not {}: write {} instead.", word, known, *meant);
    return fmt::format("{} is not {}: see {} --help.", word, known, help);
}

/// What stands for the value of `name`, as in `--data DIR`; VALUE when it has no word of its own.
std::string_view placeholder_of(const Command* command, std::string_view name) {
    if (command == nullptr) return "VALUE";
    for (const auto& option : command->options) {
        const auto own = "--" + std::string(option.name);
        if (name == own && !option.placeholder.empty()) return option.placeholder;
        if (option.is_secret && name == own + std::string(file_suffix)) return "FILE";
    }
    return "VALUE";
}

/// "--data needs a value: write --data DIR."; CLI11 begins what it says with the option's name.
std::string missing_value(const Command* command, std::string_view said) {
    const auto name = said.substr(0, said.find(':'));
    return fmt::format("{0} needs a value: write {0} {1}.", name, placeholder_of(command, name));
}

/// CLI11's tree of commands, with the words of two-word commands one below the other.
class Parser {
  public:
    explicit Parser(const Program& program) : program_(program) {
        prepare(root_);
        for (const auto& command : program.commands) {
            const std::string name(command.name);
            const auto space = name.find(' ');
            CLI::App* parent = &root_;
            if (space != std::string::npos) parent = group(name.substr(0, space));
            auto* app =
                parent->add_subcommand(space == std::string::npos ? name : name.substr(space + 1));
            prepare(*app);
            declare(*app, command, texts_);
            apps_.emplace_back(&command, app);
        }
    }

    std::variant<Written, Answer> parse(std::span<const std::string> arguments) {
        const bool asks_version = arguments.size() == 1 && arguments[0] == "--version";
        if (asks_version) {
            return Answer{.text = fmt::format("{} {}\n", program_.name, program_.version)};
        }
        try {
            root_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        } catch (const CLI::ArgumentMismatch& error) {
            return refusal(missing_value(chosen(), error.what()));
        } catch (const CLI::ParseError& error) {
            const auto* command = chosen();
            return refusal(fmt::format("{}: see {}{}{} --help.", error.what(), program_.name,
                                       command == nullptr ? "" : " ",
                                       command == nullptr ? std::string_view() : command->name));
        }
        const auto* command = chosen();
        // CLI11 takes the next option for the value of one that has none.
        for (const auto& [name, value] : texts_) {
            if (value.starts_with("--")) return refusal(missing_value(command, "--" + name));
        }
        if (const auto extra = root_.remaining(true); !extra.empty()) {
            return refusal(unknown_word(program_, command, extra.front()));
        }
        if (asks_help()) {
            return Answer{.text = command == nullptr ? program_help(program_)
                                                     : command_help(program_, *command)};
        }
        if (command == nullptr) return Answer{.exit_code = 2, .text = program_help(program_)};
        return Written{.command = command, .texts = std::move(texts_)};
    }

  private:
    void prepare(CLI::App& app) {
        app.set_help_flag();
        app.add_flag("-h,--help", help_count_);
        app.allow_extras();
    }

    CLI::App* group(const std::string& name) {
        auto& made = groups_[name];
        if (made == nullptr) {
            made = root_.add_subcommand(name);
            prepare(*made);
        }
        return made;
    }

    const Command* chosen() const {
        for (const auto& [command, app] : apps_) {
            if (app->parsed()) return command;
        }
        return nullptr;
    }

    bool asks_help() const { return help_count_ > 0; }

    const Program& program_;
    CLI::App root_;
    Texts texts_;
    int help_count_ = 0;
    std::map<std::string, CLI::App*> groups_;
    std::vector<std::pair<const Command*, CLI::App*>> apps_;
};

std::optional<std::string> find(const Texts& texts, const std::string& name) {
    const auto found = texts.find(name);
    if (found == texts.end()) return std::nullopt;
    return found->second;
}

std::vector<Source> sources_of(const Option& option, const Texts& written,
                               const EnvironmentReader& environment, const FileValues& file,
                               const std::string& path) {
    const std::string name(option.name);
    const std::string key(option.key);
    const auto variable = environment_name(name);
    std::vector<Source> sources{
        {.place = "--" + name, .value = find(written, name)},
        {.place = variable, .value = environment(variable)},
    };
    if (!key.empty())
        sources.push_back({.place = fmt::format("{} in {}", key, path), .value = find(file, key)});
    if (!option.is_secret) return sources;
    sources[0].file = find(written, name + std::string(file_suffix));
    sources[1].file = environment(variable + "_FILE");
    if (!key.empty()) sources[2].file = find(file, key + "_file");
    return sources;
}

struct Resolved {
    std::string value;
    std::string place;  ///< empty: it is the default
};

/// The value of one option, from the best source that has one.
base::Result<Resolved, ConfigurationError> resolve(const Option& option,
                                                   const std::vector<Source>& sources) {
    for (const auto& source : sources) {
        if (source.value && source.file) {
            return base::unexpected(ConfigurationError{fmt::format(
                "{} is given twice, by itself and as a file: write only one of the two.",
                source.place)});
        }
        auto value = source.value;
        if (source.file) {
            value = read_secret_file(*source.file);
            if (!value) {
                return base::unexpected(ConfigurationError{fmt::format(
                    "The file {} for {} cannot be read or is empty: write the name of a file that "
                    "holds the secret.",
                    *source.file, source.place)});
            }
        }
        if (!value) continue;
        if (auto wrong = check_value(option, *value, source.place))
            return base::unexpected(std::move(*wrong));
        return Resolved{.value = std::move(*value), .place = source.place};
    }
    return Resolved{.value = std::string(option.default_value), .place = {}};
}

/// A sentence for each key of the file that no command has.
std::vector<std::string> unknown_keys(const Program& program, const FileValues& file,
                                      const std::string& path) {
    std::vector<std::string> keys;
    for (const auto& command : program.commands) {
        for (const auto& option : command.options) {
            if (option.key.empty()) continue;
            keys.emplace_back(option.key);
            if (option.is_secret) keys.push_back(std::string(option.key) + "_file");
        }
    }
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    std::vector<std::string> sentences;
    for (const auto& [key, value] : file) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        const auto meant = nearest(key, views);
        sentences.push_back(
            meant ? fmt::format("{} in {} is not an option: write {} instead.", key, path, *meant)
                  : fmt::format("{} in {} is not an option: remove it, or see serve --help.", key,
                                path));
    }
    return sentences;
}

std::optional<ConfigurationError> take_arguments(const Command& command, const Texts& written,
                                                 OptionValues& values) {
    for (const auto& argument : command.arguments) {
        const auto value = find(written, std::string(argument.name)).value_or("");
        const Option as_option{
            .name = argument.name,
            .kind = argument.choices.empty() ? OptionKind::text : OptionKind::choice,
            .default_value = argument.is_required ? "?" : "",
            .choices = argument.choices,
            .help = argument.help};
        if (check_value(as_option, value, argument.name)) {
            const auto what = argument.choices.empty()
                                  ? std::string(argument.help)
                                  : fmt::format("{}", fmt::join(argument.choices, " or "));
            const auto wrong =
                value.empty()
                    ? fmt::format("{} needs a {}", command.name, argument.name)
                    : fmt::format("{} has no {} \"{}\"", command.name, argument.name, value);
            return ConfigurationError{fmt::format("{}: write {}.", wrong, what)};
        }
        values.set(argument.name, value);
    }
    return std::nullopt;
}

}  // namespace

EnvironmentReader process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        return value;
    };
}

std::variant<Invocation, Answer> parse_command_line(const Program& program,
                                                    std::span<const std::string> arguments,
                                                    const EnvironmentReader& environment) {
    auto parsed = Parser(program).parse(arguments);
    if (auto* answer = std::get_if<Answer>(&parsed)) return std::move(*answer);
    const auto& [command, written] = std::get<Written>(parsed);

    Invocation invocation{
        .command = command->name, .values = {}, .arguments = {arguments.begin(), arguments.end()}};
    if (const auto wrong = take_arguments(*command, written, invocation.values))
        return refusal(wrong->sentence);

    FileValues file;
    std::string path;
    const auto& options = command->options;
    const auto config = std::find_if(options.begin(), options.end(),
                                     [](const Option& option) { return option.name == "config"; });
    if (config != options.end()) {
        path = resolve(*config, sources_of(*config, written, environment, {}, "")).value().value;
    }
    if (!path.empty()) {
        auto read = read_config_file(path);
        if (!read) return refusal(read.error().sentence);
        file = std::move(*read);
    }
    auto wrong = unknown_keys(program, file, path);
    for (const auto& option : options) {
        auto value = resolve(option, sources_of(option, written, environment, file, path));
        if (value) {
            if (!value->place.empty())
                invocation.places.emplace(option.name, std::move(value->place));
            invocation.values.set(option.name, std::move(value->value));
        } else {
            wrong.push_back(std::move(value).error().sentence);
        }
    }
    if (!wrong.empty()) return refusal(fmt::format("{}", fmt::join(wrong, "\n")));
    return invocation;
}

}  // namespace boxoffice::platform
