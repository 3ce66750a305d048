// What a bundle shows of a text, and what it never does.
#include "app/diag/redaction.hpp"

#include <gtest/gtest.h>

#include <array>

namespace boxoffice::app {
namespace {

TEST(ShownText, KeepsWhatTheProgramItselfSays) {
    for (const std::string text :
         {"the disk is full: free some space",
          "SQLite: committing: database or disk is full (code 13)", "seat_taken",
          "ReservationPlaced", "connection refused", "version 0.1.0"}) {
        EXPECT_EQ(shown_text(text), text);
    }
}

TEST(ShownText, WithholdsWhateverElseStandsThere) {
    constexpr std::array<std::string_view, 14> secrets{"hunter2",
                                                       "sk_live_51H8xQz",
                                                       "mina@example.org",
                                                       "김미나",
                                                       "Kim",
                                                       "010-1234-5678",
                                                       "4242424242424242",
                                                       "203.0.113.7",
                                                       "10.0.0.17:5432",
                                                       "eyJhbGciOi.eyJzdWIi.c2ln",
                                                       "pw=hunter",
                                                       "/home/mina/data",
                                                       "whsec_abcDEF123==",
                                                       "https://u:p@db.example.org"};
    for (const auto secret : secrets) {
        const auto text = "connection to \"" + std::string{secret} + "\" refused";
        EXPECT_EQ(shown_text(text).find(secret), std::string::npos) << secret;
        EXPECT_EQ(shown_text(text), "connection to *** refused") << secret;
    }
}

TEST(ShownText, JoinsWhatIsWithheldSideBySide) {
    EXPECT_EQ(shown_text("Kim"), "***");
    EXPECT_EQ(shown_text("  key  of  Kim Mina  "), "key of ***");
}

TEST(ShownUrl, ShowsSchemeAndPortAlone) {
    EXPECT_EQ(shown_url("postgresql://mina:hunter2@db.internal:5432/boxoffice_{context}"),
              "postgresql://***:5432/***");
    EXPECT_EQ(shown_url("https://example.org"), "https://***");
    EXPECT_EQ(shown_url("smtp://mail.example.org:587"), "smtp://***:587");
    EXPECT_EQ(shown_url("hunter2://x"), "***");
    EXPECT_EQ(shown_url("http://host:hunter2"), "http://***");
    EXPECT_EQ(shown_url("postgresql://a@b:12345678/x"), "postgresql://***/***");
}

platform::Option option(platform::OptionKind kind, std::string_view value = {}) {
    return {.name = "x", .key = "", .kind = kind, .default_value = value, .help = ""};
}

TEST(ShownOption, ShowsDefaultsAndBoundedValuesAlone) {
    using enum platform::OptionKind;
    EXPECT_EQ(shown_option(option(number, "8080"), "9000"), "9000");
    EXPECT_EQ(shown_option(option(on_or_off, "false"), "true"), "true");
    EXPECT_EQ(shown_option(option(text, "data"), "data"), "data");
    EXPECT_EQ(shown_option(option(text, "data"), "/home/mina/data"), "***");
    EXPECT_EQ(shown_option(option(text), "0.0.0.0"), "0.0.0.0");
    EXPECT_EQ(shown_option(option(text), "http://10.0.0.17:9091"), "http://***:9091");
    EXPECT_EQ(shown_option(option(list), "a.example.org:9092,b.example.org:9092"), "2 of ***");
    auto secret = option(text, "default");
    secret.is_secret = true;
    EXPECT_EQ(shown_option(secret, "default"), "***");
    EXPECT_EQ(shown_option(secret, ""), "");
}

TEST(ShownJson, RedactsNamesAndTextsAtEveryDepth) {
    EXPECT_EQ(shown_json(R"({"status":"ready","checks":{"event_bus":"ok","hunter2":"hunter2"}})"),
              R"({"status":"ready","checks":{"event_bus":"ok","***":"***"}})");
    EXPECT_EQ(shown_json(R"({"workers":["musical","Kim Mina"],"count":7,"card":4242424242424242})"),
              R"({"workers":["musical","***"],"count":7,"card":"***"})");
    EXPECT_EQ(shown_json("no JSON: hunter2"), "");
}

TEST(ShownLogLine, KeepsTimeLevelMessageAndIds) {
    EXPECT_EQ(
        shown_log_line(R"({"time":"2026-11-22T19:30:00.000Z","level":"error",)"
                       R"("message":"a payment needs a human","payment":"1234567890123",)"
                       R"("fault":"sk_live_9 refused by provider","email":"mina@example.org"})"),
        R"({"time":"2026-11-22T19:30:00.000Z","level":"error",)"
        R"("message":"a payment needs a human","payment":"1234567890123",)"
        R"("fault":"*** refused by provider","***":"***"})");
    EXPECT_EQ(shown_log_line("boxoffice: cannot open /home/mina"), "boxoffice: cannot open ***");
}

TEST(ShownMetrics, KeepsNumbersAndPlainLabels) {
    EXPECT_EQ(shown_metrics("# HELP boxoffice_x hunter2\n"
                            "boxoffice_x_total{context=\"musical\",instance=\"minas-laptop\"} 7\n"
                            "boxoffice_y{version=\"0.1.0\"} 1234567890.5\n"
                            "hunter_two 3\n"
                            "boxoffice_z hunter2\n"),
              "boxoffice_x_total{context=\"musical\",instance=\"***\"} 7\n"
              "boxoffice_y{version=\"0.1.0\"} 1234567890.5\n");
    const std::string histogram =
        "http_request_duration_seconds_bucket{method=\"get\",route=\"/items/{id}\",le=\"0.005\"} "
        "4\n"
        "http_request_duration_seconds_bucket{method=\"get\",route=\"/\",le=\"+Inf\"} 9\n";
    EXPECT_EQ(shown_metrics(histogram), histogram);
    EXPECT_EQ(shown_metrics("http_x{route=\"/items/hunter\",le=\"10.0.0.17:80\"} 1\n"),
              "http_x{route=\"***\",le=\"***\"} 1\n");
    EXPECT_EQ(shown_metrics("boxoffice_x{context=\"a\\\"}hunter2\"} 7\n"),
              "boxoffice_x{context=\"***\"} 7\n");
}

TEST(ShownKey, KeepsKeysOfEvents) {
    EXPECT_EQ(shown_key("45"), "45");
    EXPECT_EQ(shown_key("item-7"), "item-7");
    EXPECT_EQ(shown_key("mina@example.org"), "***");
    EXPECT_EQ(shown_key("item-mina"), "***");
}

}  // namespace
}  // namespace boxoffice::app
