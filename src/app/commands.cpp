#include "app/commands.hpp"

#include "app/diag_command.hpp"
#include "app/event_tail.hpp"
#include "app/house.hpp"
#include "app/keys_command.hpp"
#include "app/management.hpp"
#include "app/management_client.hpp"
#include "app/moving_command.hpp"
#include "app/options_command.hpp"
#include "app/replay.hpp"
#include "app/routes_command.hpp"
#include "app/sample_season.hpp"
#include "app/sandbox_command.hpp"
#include "app/signals.hpp"
#include "app/verify.hpp"
#include "base/fault.hpp"
#include "platform/config/bus_options.hpp"
#include "platform/config/payment_options.hpp"
#include "platform/config/serve_options.hpp"

#include <cstdio>
#include <sstream>
#include <utility>
#include <variant>

namespace boxoffice::app {
namespace {

using platform::Invocation;
using platform::Option;
using platform::OptionKind;

/// @throws base::InfrastructureFault with the sentence when the options contradict each other.
platform::ServeOptions serve_options(const Invocation& invocation) {
    auto options = platform::to_serve_options(invocation.values);
    if (options) return std::move(options).value();
    throw base::InfrastructureFault(options.error().sentence, base::Retry::no);
}

/// What the same command line says when everything that it names is read again.
Rereading rereading(const Invocation& invocation) {
    const auto read = [arguments = invocation.arguments]() -> ReadOptions::result_type {
        auto parsed =
            platform::parse_command_line(program(), arguments, platform::process_environment());
        if (auto* again = std::get_if<Invocation>(&parsed)) return std::move(again->values);
        std::vector<std::string> sentences;
        std::istringstream text{std::get<platform::Answer>(parsed).text};
        for (std::string line; std::getline(text, line);) sentences.push_back(line);
        return base::unexpected(std::move(sentences));
    };
    return {.started = invocation.values, .read = read};
}

int serve(const Invocation& invocation) {
    const auto options = serve_options(invocation);
    raise_descriptor_limit();
    const TerminationSignals signals{TerminationSignals::Hangup::reload};
    House house{options, rereading(invocation)};
    house.start();
    while (!signals.wait()) house.reload();
    house.stop();
    return 0;
}

/// Where the system's rows are, as `serve` is told.
std::vector<Option> storage_options(const Option& data) {
    std::vector<Option> options{data};
    for (const auto& option : platform::serve_option_table()) {
        if (option.name.starts_with("database-")) options.push_back(option);
    }
    return options;
}

StorageOptions storage_of(const platform::OptionValues& values) {
    return {.data = values.text("data"),
            .database_url = values.text("database-url"),
            .database_password_file = values.text("database-password-file"),
            .statement_timeout = std::chrono::minutes{10}};
}

/// The provider's options as `serve` has them, behind a switch.
std::vector<Option> verify_options(const Option& data) {
    auto options = storage_options(data);
    options.push_back({.name = "provider",
                       .key = "",
                       .kind = OptionKind::on_or_off,
                       .default_value = "false",
                       .help = "Compares with the provider's own books too."});
    for (const auto& option : platform::serve_option_table()) {
        const bool is_wanted = option.name == "payment" || option.name == "provider-url" ||
                               option.name == "provider-secret";
        if (is_wanted) options.push_back(option);
    }
    return options;
}

/// Where everything of a system is stored, and the folder that it moves through.
std::vector<Option> moving_options(const Option& data, const std::vector<Option>& topic,
                                   std::string_view folder, std::string_view help) {
    auto options = storage_options(data);
    options.insert(options.end(), topic.begin(), topic.end());
    options.push_back({.name = "keys",
                       .key = "",
                       .placeholder = "DIR",
                       .help = "The keys that sign tokens; --data/keys unless told."});
    options.push_back({.name = folder, .key = "", .placeholder = "DIR", .help = help});
    return options;
}

std::vector<Option> tail_options(const Option& data) {
    std::vector<Option> options{data,
                                {.name = "after",
                                 .key = "",
                                 .kind = OptionKind::number,
                                 .default_value = "0",
                                 .most = std::int64_t{1} << 53,
                                 .placeholder = "POSITION",
                                 .help = "Begin after this position of the log; in Kafka, of each "
                                         "partition."}};
    const auto topic = platform::topic_options();
    options.insert(options.end(), topic.begin(), topic.end());
    return options;
}

int verify_data(const platform::OptionValues& values) {
    VerifyOptions options{.storage = storage_of(values)};
    if (values.is_on("provider")) {
        const auto& payment = values.text("payment");
        auto& provider = options.provider.emplace();
        provider.payment = payment == "stripe" ? platform::PaymentProvider::stripe
                           : payment == "toss" ? platform::PaymentProvider::toss
                                               : platform::PaymentProvider::sandbox;
        provider.provider_url = values.text("provider-url");
        if (provider.provider_url.empty()) {
            provider.provider_url = platform::provider_address(provider.payment);
        }
        provider.provider_secret = values.text("provider-secret");
    }
    return verify(options);
}

Option data_option(std::string_view default_value, std::string_view help) {
    return {.name = "data",
            .key = "storage.data",
            .default_value = default_value,
            .placeholder = "DIR",
            .help = help};
}

}  // namespace

platform::Program program() {
    const auto data = data_option("data", "The data directory of the system.");
    return {
        .name = "boxoffice",
        .summary = "Sells the seats of musicals.",
        .version = program_version(),
        .commands = {
            {.name = "serve",
             .summary = "Serve the house, or some of its contexts.",
             .options = platform::serve_option_table()},
            options_command(),
            {.name = "routes",
             .summary = "Print who serves what, as JSON: front doors are configured from it."},
            keys_rotate_command(),
            {.name = "sandbox-provider",
             .summary = "Serve the external payment API to play with.",
             .options = sandbox_options()},
            {.name = "sample-season",
             .summary = "Fill an empty system with two halls and a season of musicals.",
             .options = {{.name = "url",
                          .key = "",
                          .default_value = "http://127.0.0.1:8080",
                          .placeholder = "URL",
                          .help = "Where Boxoffice serves."},
                         data,
                         {.name = "keys",
                          .key = "",
                          .placeholder = "DIR",
                          .help = "The keys that sign tokens; --data/keys unless told."}}},
            {.name = "verify",
             .summary = "Check the invariants over the stored data; exit 1 on any breach.",
             .options = verify_options(data)},
            {.name = "replay",
             .summary = "Rebuild a read model from the event log; the system must not be running.",
             .options = storage_options(data),
             .arguments = {{.name = "projection",
                            .choices = {"mypage", "sales"},
                            .help = "The read model to rebuild."}}},
            {.name = "export",
             .summary = "Write everything stored into plain files; the system must not be running.",
             .options = moving_options(data, platform::topic_options(), "to",
                                       "A new directory for the files.")},
            {.name = "import",
             .summary = "Fill an empty system from an export, whatever databases it came from.",
             .options = moving_options(data, platform::new_topic_options(), "from",
                                       "The directory of the export.")},
            diag_command(),
            ready_command(),
            {.name = "events tail",
             .summary = "Print the events of the log, one JSON object a line.",
             .options = tail_options(data)},
        }};
}

int run(const Invocation& invocation) {
    const auto& command = invocation.command;
    const auto& values = invocation.values;
    if (command == "serve") return serve(invocation);
    if (command == "sandbox-provider") return serve_sandbox(values);
    if (command == "sample-season")
        return fill_sample_season(values.text("url"), values.text("data"), values.text("keys"));
    if (command == "verify") return verify_data(values);
    if (command == "routes") {
        std::printf("%s\n", routes_document().c_str());
        return 0;
    }
    if (command == "options") {
        std::printf("%s\n", options_document(invocation).c_str());
        return 0;
    }
    if (command == "keys rotate") return rotate_keys(values);
    if (command == "replay") return replay(values.text("projection"), storage_of(values));
    if (command == "export") return export_all(storage_of(values), values);
    if (command == "import") return import_all(storage_of(values), values);
    if (command == "diag") return diagnose(values);
    if (command == "ready") return ask_readiness(values);
    return tail_events(values);
}

}  // namespace boxoffice::app
