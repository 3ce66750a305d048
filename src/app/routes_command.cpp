#include "app/routes_command.hpp"

#include "app/commands.hpp"
#include "app/house.hpp"
#include "app/topology.hpp"
#include "app/topology_check.hpp"
#include "base/fault.hpp"
#include "contracts/codec_definition.hpp"
#include "platform/config/command_line.hpp"
#include "platform/http/server.hpp"

#include <boost/describe/class.hpp>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <variant>

namespace boxoffice::app {

struct ShownRoute {
    std::string method;
    std::string path;
    std::string access;
    std::string repeat;
    bool is_stream = false;
    std::int64_t body_bytes_max = 0;
};
BOOST_DESCRIBE_STRUCT(ShownRoute, (), (method, path, access, repeat, is_stream, body_bytes_max))

struct ShownContext {
    std::string name;
    std::vector<std::string> serves;
    std::vector<std::string> asks;
    std::vector<std::string> publishes;
    std::vector<std::string> listens_to;
    std::vector<ShownRoute> routes;
};
BOOST_DESCRIBE_STRUCT(ShownContext, (), (name, serves, asks, publishes, listens_to, routes))

struct PublicPort {
    std::int64_t port = 0;
};
BOOST_DESCRIBE_STRUCT(PublicPort, (), (port))

struct InternalPort {
    std::int64_t port = 0;
    std::string prefix;
};
BOOST_DESCRIBE_STRUCT(InternalPort, (), (port, prefix))

struct ManagementPort {
    std::int64_t port = 0;
    std::string liveness;
    std::string readiness;
    std::string metrics;
};
BOOST_DESCRIBE_STRUCT(ManagementPort, (), (port, liveness, readiness, metrics))

struct ShownLimits {
    std::int64_t url_bytes = 0;
    std::int64_t head_bytes = 0;
    std::int64_t headers = 0;
    std::int64_t body_bytes = 0;
    std::int64_t header_ms = 0;
    std::int64_t body_ms = 0;
    std::int64_t idle_ms = 0;
    std::int64_t answer_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ShownLimits, (),
                      (url_bytes, head_bytes, headers, body_bytes, header_ms, body_ms, idle_ms,
                       answer_ms))

struct RoutesDocument {
    std::int64_t version = 1;
    std::vector<ShownContext> contexts;
    PublicPort public_;
    InternalPort internal;
    ManagementPort management;
    ShownLimits limits;
};
BOOST_DESCRIBE_STRUCT(RoutesDocument, (),
                      (version, contexts, public_, internal, management, limits))

namespace {

/// A directory that is gone again with it.
class ScratchDirectory {
  public:
    ScratchDirectory() {
        auto pattern = (std::filesystem::temp_directory_path() / "boxoffice-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw base::InfrastructureFault("no directory can be made for a moment: is " +
                                                std::filesystem::temp_directory_path().string() +
                                                " writable?",
                                            base::Retry::no);
        }
        path_ = pattern;
    }
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    [[nodiscard]] std::string text() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

/// What `serve` has unless told, for a house that is never started.
platform::ServeOptions default_options(const std::string& data, const std::string& log_level) {
    const std::vector<std::string> arguments{"serve", "--data", data, "--log-level", log_level};
    const auto parsed = platform::parse_command_line(
        program(), arguments, [](const std::string&) { return std::nullopt; });
    return platform::to_serve_options(std::get<platform::Invocation>(parsed).values).value();
}

ShownLimits limits_of(const platform::http::HttpServerOptions& server) {
    return {.url_bytes = static_cast<std::int64_t>(server.url_bytes_max),
            .head_bytes = static_cast<std::int64_t>(server.header_bytes_max),
            .headers = static_cast<std::int64_t>(server.headers_max),
            .body_bytes = static_cast<std::int64_t>(server.body_bytes_max),
            .header_ms = server.header_timeout.count(),
            .body_ms = server.body_timeout.count(),
            .idle_ms = server.idle_timeout.count(),
            .answer_ms = server.answer_timeout.count()};
}

ShownContext context_of(const ContextEntry& entry, const std::vector<ServedRoute>& served,
                        const ShownLimits& limits) {
    ShownContext shown{.name = std::string{entry.name},
                       .serves = {entry.serves.begin(), entry.serves.end()},
                       .asks = {entry.asks.begin(), entry.asks.end()},
                       .publishes = {entry.publishes.begin(), entry.publishes.end()},
                       .listens_to = {},
                       .routes = {}};
    for (const auto event : entry.listens_to) {
        shown.listens_to.push_back(publisher_of(event) + '.' + std::string{event});
    }
    for (const auto& route : served) {
        if (route.context != entry.name) continue;
        const auto body = static_cast<std::int64_t>(route.body_bytes_max);
        shown.routes.push_back({.method = std::string{ports::to_text(route.method)},
                                .path = route.pattern,
                                .access = std::string{to_text(route.access)},
                                .repeat = std::string{to_text(route.repeat)},
                                .is_stream = route.is_stream,
                                .body_bytes_max = body == 0 ? limits.body_bytes : body});
    }
    return shown;
}

}  // namespace

std::string routes_document() {
    const ScratchDirectory scratch;
    const auto options = default_options(scratch.text(), "error");
    RoutesDocument document;
    document.limits = limits_of({});
    document.public_ = {options.port};
    document.internal = {.port = options.internal_port, .prefix = "/internal"};
    document.management = {.port = options.management_port,
                           .liveness = "/livez",
                           .readiness = "/readyz",
                           .metrics = "/metrics"};
    const House house{options};
    for (const auto& entry : topology()) {
        document.contexts.push_back(context_of(entry, house.served(), document.limits));
    }
    return contracts::encode(document);
}

}  // namespace boxoffice::app

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::RoutesDocument)
