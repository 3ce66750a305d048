#include "platform/config/tracing_options.hpp"

#include "platform/config/shape_options.hpp"

#include <fmt/format.h>

#include <charconv>

namespace boxoffice::platform {
namespace {

/// "0.25"; nothing when it is no number from 0 to 1.
std::optional<double> to_ratio(const std::string& text) {
    double ratio = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, ratio);
    if (error != std::errc{} || stopped != end || !(ratio >= 0 && ratio <= 1)) return std::nullopt;
    return ratio;
}

/// "boxoffice" for the whole house, else "boxoffice-reservation" and the like.
std::string service_name_of(const std::vector<std::string>& contexts) {
    std::string name = "boxoffice";
    if (contexts.size() == context_names.size()) return name;
    for (const auto& context : contexts) name += '-' + context;
    return name;
}

}  // namespace

std::vector<Option> tracing_options() {
    return {
        {.name = "otlp-endpoint",
         .key = "tracing.otlp_endpoint",
         .placeholder = "URL",
         .help =
             "Where spans are sent, as OTLP/HTTP in JSON: http://HOST:4318 of Jaeger or of a "
             "collector; without it none are recorded, and traces of others only pass through."},
        {.name = "trace-sample-ratio",
         .key = "tracing.sample_ratio",
         .default_value = "1",
         .placeholder = "RATIO",
         .help = "How many of the traces that begin here are recorded, from 0 to 1; those that "
                 "begin elsewhere are recorded when they were there."},
        {.name = "service-name",
         .key = "tracing.service_name",
         .placeholder = "NAME",
         .help = "How this process is called in traces; boxoffice and the names of its contexts "
                 "unless told."},
    };
}

void fill_tracing(ServeOptions& options, const OptionValues& values) {
    options.otlp_endpoint = values.text("otlp-endpoint");
    while (options.otlp_endpoint.ends_with('/')) options.otlp_endpoint.pop_back();
    options.trace_sample_ratio = to_ratio(values.text("trace-sample-ratio")).value_or(1);
    options.service_name = values.text("service-name");
    if (options.service_name.empty()) options.service_name = service_name_of(options.contexts);
}

std::optional<std::string> tracing_contradiction(const ServeOptions& options,
                                                 const OptionValues& values) {
    const auto& url = options.otlp_endpoint;
    const bool is_url = url.starts_with("http://") || url.starts_with("https://");
    if (!url.empty() && !is_url) {
        return fmt::format("--otlp-endpoint is \"{}\": write http://HOST:4318.", url);
    }
    const auto& ratio = values.text("trace-sample-ratio");
    if (!to_ratio(ratio)) {
        return fmt::format(
            "--trace-sample-ratio is \"{}\": write a number from 0 to 1, such as "
            "0.1.",
            ratio);
    }
    return std::nullopt;
}

}  // namespace boxoffice::platform
