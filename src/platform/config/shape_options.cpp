#include "platform/config/shape_options.hpp"

#include <climits>
#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace boxoffice::platform {
namespace {

/// The limit of a name in Kafka, which takes it as group.instance.id, and of most others.
constexpr std::size_t instance_length_max = 100;

std::vector<std::string> chosen_contexts(const std::vector<std::string>& written) {
    const bool is_all = std::find(written.begin(), written.end(), "all") != written.end();
    if (is_all) return {context_names.begin(), context_names.end()};
    return written;
}

bool runs(const ServeOptions& options, std::string_view context) {
    return std::find(options.contexts.begin(), options.contexts.end(), context) !=
           options.contexts.end();
}

/// The first context whose events this process would neither see nor carry.
std::optional<std::string_view> absent_context(const ServeOptions& options) {
    for (const auto name : context_names) {
        // The gateway neither says nor hears anything.
        if (name != "gateway" && !runs(options, name)) return name;
    }
    return std::nullopt;
}

/// "identity=http://HOST:PORT".
std::optional<Peer> to_peer(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Peer peer{std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}};
    while (peer.url.ends_with('/')) peer.url.pop_back();
    const bool is_known =
        std::find(context_names.begin(), context_names.end(), peer.context) != context_names.end();
    const bool is_url = peer.url.starts_with("http://") || peer.url.starts_with("https://");
    if (!is_known || !is_url) return std::nullopt;
    return peer;
}

std::string default_instance() {
    std::array<char, HOST_NAME_MAX + 1> host{};
    ::gethostname(host.data(), host.size() - 1);
    return fmt::format("{}-{}", host.data(), ::getpid());
}

bool is_plain_name(std::string_view name) {
    return name.size() <= instance_length_max && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

}  // namespace

std::vector<Option> shape_options() {
    return {
        {.name = "contexts",
         .key = "contexts",
         .kind = OptionKind::list,
         .default_value = "all",
         .choices = {"all", "musical", "reservation", "payment", "notification", "mypage", "sales",
                     "identity", "gateway"},
         .placeholder = "NAME,...",
         .help = "Which contexts this process runs."},
        {.name = "peer",
         .key = "peers.addresses",
         .kind = OptionKind::list,
         .placeholder = "NAME=URL,...",
         .help = "Where contexts that this process does not run are asked: the internal port of "
                 "theirs, as identity=http://HOST:9091."},
        {.name = "service-secret-file",
         .key = "peers.secret_file",
         .placeholder = "FILE",
         .help = "What processes of the house show each other: one secret a line, the first is "
                 "shown, the first two are taken. Read again when the file changes."},
        {.name = "internal-address",
         .key = "internal.address",
         .default_value = "127.0.0.1",
         .placeholder = "ADDRESS",
         .help = "Where the internal port listens."},
        {.name = "internal-port",
         .key = "internal.port",
         .kind = OptionKind::number,
         .default_value = "9091",
         .most = 65'535,
         .placeholder = "PORT",
         .help = "The port for other processes of the house, opened with --service-secret-file "
                 "alone; 0 takes any free one."},
        {.name = "keys",
         .key = "data.keys",
         .placeholder = "DIRECTORY",
         .help = "The keys that sign tokens; replicas of identity share them. --data/keys unless "
                 "told."},
        {.name = "instance",
         .key = "server.instance",
         .placeholder = "NAME",
         .help = "The name of this process among replicas, kept over its restarts; its host and "
                 "number unless told."},
    };
}

void fill_shape(ServeOptions& options, const OptionValues& values) {
    options.contexts = chosen_contexts(values.list("contexts"));
    for (const auto& text : values.list("peer")) {
        if (auto peer = to_peer(text)) options.peers.push_back(std::move(*peer));
    }
    options.service_secret_file = values.text("service-secret-file");
    options.internal_address = values.text("internal-address");
    options.internal_port = static_cast<std::uint16_t>(values.number("internal-port"));
    options.keys = values.text("keys");
    if (options.keys.empty()) options.keys = options.data + "/keys";
    options.instance = values.text("instance");
    if (options.instance.empty()) options.instance = default_instance();
}

std::optional<std::string> shape_contradiction(const ServeOptions& options,
                                               const OptionValues& values) {
    for (const auto& text : values.list("peer")) {
        if (to_peer(text)) continue;
        return fmt::format(
            "--peer is \"{}\": write the name of a context and its address, such as "
            "identity=http://127.0.0.1:9091.",
            text);
    }
    if (!options.peers.empty() && options.service_secret_file.empty()) {
        return "--peer needs a secret to show: write --service-secret-file FILE.";
    }
    if (!options.kafka.empty() && options.database_url.empty()) {
        return "--kafka without --database-url would give each process a database of its own: "
               "write --database-url postgresql://USER@HOST/boxoffice_{context} as well, or leave "
               "out --kafka.";
    }
    const auto absent = absent_context(options);
    if (options.kafka.empty() && absent) {
        return fmt::format(
            "the context {} is not in this process, and the log under --data belongs "
            "to one process alone: write --contexts all, or --kafka HOST:PORT.",
            *absent);
    }
    if (!is_plain_name(options.instance)) {
        return fmt::format("--instance is \"{}\": write letters, digits, -, _ and . alone.",
                           options.instance);
    }
    const bool has_internal = !options.service_secret_file.empty() && options.internal_port != 0;
    if (has_internal && (options.internal_port == options.port ||
                         options.internal_port == options.management_port)) {
        return fmt::format("--internal-port is {} like another port: write a port of its own.",
                           options.internal_port);
    }
    return std::nullopt;
}

}  // namespace boxoffice::platform
