#include "app/foundation.hpp"

#include "base/fault.hpp"

#include <system_error>

namespace boxoffice::app {

std::filesystem::path make_data_directory(const std::filesystem::path& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) return path;
    std::filesystem::create_directories(path, failed);
    if (failed) {
        throw base::InfrastructureFault("the data directory " + path.string() +
                                            " cannot be made (" + failed.message() +
                                            "): write --data DIR with a directory "
                                            "that this user may write to",
                                        base::Retry::no);
    }
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
    return path;
}

namespace {

/// With its rows and events elsewhere a process needs no directory of its own; what is kept in one
/// all the same (keys, a Maildir) makes it.
std::filesystem::path data_directory(const platform::ServeOptions& options) {
    const bool is_embedded = options.database_url.empty() || options.kafka.empty();
    return is_embedded ? make_data_directory(options.data) : std::filesystem::path{options.data};
}

}  // namespace

Foundation::Foundation(const platform::ServeOptions& options)
    : directory_(data_directory(options)),
      log_(clock_, platform::parse_log_level(options.log_level).value_or(ports::LogLevel::info)),
      tracing_(options, scheduler_, randomness_, metrics_, log_),
      transport_(make_transport(options, directory_, clock_, log_, metrics_)),
      storage_(make_storage({.data = directory_,
                             .database_url = options.database_url,
                             .database_password_file = options.database_password_file})),
      is_alone_(options.database_url.empty()) {
    limits_.batch_max = options.batch_max;
    limits_.batch_bus_share_max = options.batch_max - options.batch_max / 4;
    limits_.http_queue_max = options.queue_max;
    limits_.outbox_pending_max = options.outbox_max;
}

eventing::Environment Foundation::environment(const std::string& context) {
    return {.clock = clock_,
            .scheduler = scheduler_,
            .database = storage_->database(context),
            .bus = transport_->bus(),
            .randomness = randomness_,
            .log = log_,
            .metrics = metrics_,
            .limits = limits_,
            .is_alone = is_alone_,
            .tracer = tracing_.tracer()};
}

}  // namespace boxoffice::app
