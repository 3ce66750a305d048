// Goal: where traces go is said once, and a slip is told before anything starts.
#include "platform/config/tracing_options.hpp"

#include "platform/config/tests/read_serve_options.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::platform {
namespace {

TEST(TracingOptions, NothingIsRecordedUnlessTold) {
    const auto options = read_serve_options({});
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
    const auto options = read_serve_options(one);
    ASSERT_TRUE(options) << options.error().sentence;
    EXPECT_EQ(options->service_name, "boxoffice-sales");
    EXPECT_EQ(options->otlp_endpoint, "http://jaeger:4318");
    EXPECT_EQ(options->trace_sample_ratio, 0.25);
    const auto named = read_serve_options({"--service-name", "tickets"});
    ASSERT_TRUE(named);
    EXPECT_EQ(named->service_name, "tickets");
}

TEST(TracingOptions, ASlipIsTold) {
    const auto refusal = [](std::vector<std::string> arguments) {
        const auto options = read_serve_options(std::move(arguments));
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
