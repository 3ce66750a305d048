// Goal: a process that would wait for events or answers that cannot come does not start, and the
// sentence says what to write.
#include "platform/config/shape_options.hpp"

#include "platform/config/tests/read_serve_options.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

std::string refusal(std::vector<std::string> arguments) {
    const auto options = read_serve_options(std::move(arguments));
    return options ? "accepted" : options.error().sentence;
}

std::vector<std::string> scaled_out(std::vector<std::string> more) {
    more.insert(more.end(), {"--database-url", "postgresql://u@h/{context}", "--kafka", "h:9092"});
    return more;
}

TEST(Shape, TheEmbeddedOneIsWholeByItself) {
    const auto options = read_serve_options({"--data", "here"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->keys, "here/keys");
    EXPECT_TRUE(options->peers.empty());
    EXPECT_FALSE(options->instance.empty());
    EXPECT_EQ(refusal({"--database-url", "postgresql://u@h/{context}"}), "accepted");
}

TEST(Shape, TheEmbeddedLogBelongsToOneProcess) {
    EXPECT_EQ(refusal({"--contexts", "reservation,identity"}),
              "the context musical is not in this process, and the log under --data belongs to one "
              "process alone: write --contexts all, or --kafka HOST:PORT.");
    EXPECT_EQ(
        refusal({"--contexts", "musical,reservation,payment,notification,mypage,sales,identity"}),
        "accepted");
}

TEST(Shape, AContextByItselfKnowsItsPeers) {
    const auto options = read_serve_options(
        scaled_out({"--contexts", "reservation", "--peer", "identity=http://i:9091/",
                    "--service-secret-file", "s", "--instance", "reservation-0"}));
    ASSERT_TRUE(options) << options.error().sentence;
    ASSERT_EQ(options->peers.size(), 1U);
    EXPECT_EQ(options->peers[0].context, "identity");
    EXPECT_EQ(options->peers[0].url, "http://i:9091");
    EXPECT_EQ(options->instance, "reservation-0");
}

TEST(Shape, HalfAShapeIsRefused) {
    EXPECT_TRUE(refusal({"--kafka", "h:9092"}).starts_with("--kafka without --database-url"));
    EXPECT_TRUE(refusal(scaled_out({"--peer", "identity=http://i:1"}))
                    .starts_with("--peer needs a secret"));
    for (const auto* wrong : {"identity", "identity=i:1", "box=http://i:1"}) {
        EXPECT_TRUE(refusal(scaled_out({"--service-secret-file", "s", "--peer", wrong}))
                        .starts_with("--peer is \"" + std::string{wrong} + "\""))
            << wrong;
    }
    EXPECT_TRUE(refusal(scaled_out({"--instance", "a b"})).starts_with("--instance is"));
    EXPECT_TRUE(refusal({"--service-secret-file", "s", "--internal-port", "8080"})
                    .starts_with("--internal-port is 8080"));
}

}  // namespace
}  // namespace boxoffice::platform
