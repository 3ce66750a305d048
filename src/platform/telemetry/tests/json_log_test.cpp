// Goal: every line is one JSON object, whatever its values hold.
#include "platform/telemetry/json_log.hpp"

#include "ports/trace_context.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::platform {
namespace {

class FixedClock final : public base::Clock {
  public:
    base::Instant now() const override { return base::Instant{base::Duration{1'700'000'000'123}}; }
};

class Lines : public testing::Test {
  protected:
    FixedClock clock;
    std::vector<std::string> lines;
    JsonLog log{clock, ports::LogLevel::info,
                [this](std::string_view line) { lines.emplace_back(line); }};
};

TEST_F(Lines, HoldTimeLevelMessageAndFields) {
    log.write(ports::LogLevel::warning, "outbox_slow", {{"context", "musical"}, {"waiting", "12"}});
    EXPECT_EQ(lines,
              std::vector<std::string>{
                  R"({"time":"2023-11-14T22:13:20.123Z","level":"warning","message":"outbox_slow",)"
                  R"("context":"musical","waiting":"12"})"});
}

TEST_F(Lines, NameTheTraceTheyAreWrittenFor) {
    const auto caller =
        ports::read_trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "");
    const ports::TraceScope scope{caller};
    log.write(ports::LogLevel::info, "m", {{"a", "b"}});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].ends_with(
        R"("a":"b","trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331"})"))
        << lines[0];
}

TEST_F(Lines, AreNeverBrokenByWhatTheyHold) {
    log.write(ports::LogLevel::info, "{} %v \"quoted\"", {{"na\nme", "a\r\nb\x1b[31m\\"}});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find(R"("message":"{} %v \"quoted\"","na\nme":"a\r\nb\u001b[31m\\"})"),
              std::string::npos);
}

TEST_F(Lines, AreUtf8) {
    const std::string zero(1, '\0');
    const auto value_of = [&](std::string_view bytes) {
        lines.clear();
        log.write(ports::LogLevel::info, "m", {{"value", std::string(bytes)}});
        const auto start = lines.at(0).find("\"value\":\"") + 9;
        return lines[0].substr(start, lines[0].size() - start - 2);
    };
    EXPECT_EQ(value_of("서울 é 🎭"), "서울 é 🎭");
    EXPECT_EQ(value_of("a\xff"
                       "b"),
              "a\ufffdb");
    EXPECT_EQ(value_of("\xc0\xaf"), "\ufffd\ufffd");            // overlong
    EXPECT_EQ(value_of("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // surrogate
    EXPECT_EQ(value_of("\xe2\x82"), "\ufffd\ufffd");            // cut off
    EXPECT_EQ(value_of("\xc2\x9b"
                       "31m\x7f"),
              "\ufffd31m\ufffd");
    EXPECT_EQ(value_of(zero), "\\u0000");
}

TEST_F(Lines, BelowTheLevelAreDropped) {
    log.write(ports::LogLevel::debug, "no", {});
    log.set_level(ports::LogLevel::debug);
    log.write(ports::LogLevel::debug, "yes", {});
    log.set_level(ports::LogLevel::error);
    log.write(ports::LogLevel::warning, "no", {});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("\"yes\""), std::string::npos);
}

TEST(LogLevel, IsReadByName) {
    for (const auto level : {ports::LogLevel::debug, ports::LogLevel::info,
                             ports::LogLevel::warning, ports::LogLevel::error}) {
        EXPECT_EQ(parse_log_level(to_text(level)), level);
    }
    EXPECT_EQ(parse_log_level("loud"), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::platform
