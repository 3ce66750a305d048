// Goal: where traces go is said once, and a slip is told before anything starts.
#include "platform/config/tracing_options.hpp"

#include "platform/config/command_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::platform {
namespace {

base::Result<ServeOptions, ConfigurationError> read(std::vector<std::string> arguments) {
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

TEST(TracingOptions, NothingIsRecordedUnlessTold) {
    const auto options = read({});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->otlp_endpoint, "");
    EXPECT_EQ(options->service_name, "boxoffice");
}

TEST(TracingOptions, TheContextsNameTheService) {
    const std::vector<std::string> shape{"--database-url", "postgresql://u@h/{context}", "--kafka",
                                         "h:9092"};
    auto one = shape;
    one.insert(one.end(), {"--contexts", "sales", "--otlp-endpoint", "http://jaeger:4318/",
                           "--trace-sample-ratio", "0.25", "--service-secret-file", "f", "--peer",
                           "identity=http://h:1"});
    const auto options = read(one);
    ASSERT_TRUE(options) << options.error().sentence;
    EXPECT_EQ(options->service_name, "boxoffice-sales");
    EXPECT_EQ(options->otlp_endpoint, "http://jaeger:4318");
    EXPECT_EQ(options->trace_sample_ratio, 0.25);
    const auto named = read({"--service-name", "tickets"});
    ASSERT_TRUE(named);
    EXPECT_EQ(named->service_name, "tickets");
}

TEST(TracingOptions, ASlipIsTold) {
    const auto refusal = [](std::vector<std::string> arguments) {
        const auto options = read(std::move(arguments));
        return options ? "accepted" : options.error().sentence;
    };
    EXPECT_EQ(refusal({"--otlp-endpoint", "jaeger:4318"}),
              "--otlp-endpoint is \"jaeger:4318\": write http://HOST:4318.");
    for (const auto* ratio : {"2", "-0.1", "half", "", "0.5x", "nan"}) {
        const auto sentence = refusal({"--trace-sample-ratio", ratio});
        EXPECT_TRUE(sentence.starts_with("--trace-sample-ratio")) << sentence;
    }
    EXPECT_EQ(refusal({"--trace-sample-ratio", "0"}), "accepted");
}

}  // namespace
}  // namespace boxoffice::platform
