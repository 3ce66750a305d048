// Goal: what is read again is taken over whole or not at all, and what cannot change is named.
#include "app/reload.hpp"

#include "app/commands.hpp"
#include "platform/config/command_line.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <variant>

namespace boxoffice::app {
namespace {

using Names = std::vector<std::string>;

struct Reloading : testing::Test {
    static platform::OptionValues values(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "serve");
        auto parsed = platform::parse_command_line(program(), arguments,
                                                   [](const std::string&) { return std::nullopt; });
        return std::get<platform::Invocation>(std::move(parsed)).values;
    }

    platform::OptionValues started =
        values({"--hold-seconds", "100", "--provider-secret", "first"});
    platform::OptionValues now = started;
    Names wrong;
    Names lines;
    platform::SystemClock clock;
    platform::JsonLog log{clock, ports::LogLevel::info,
                          [this](std::string_view line) { lines.emplace_back(line); }};
    platform::PrometheusMetrics metrics;
    LiveOptions live{platform::to_serve_options(started).value()};
    Reloader reloader{started,
                      [this]() -> ReadOptions::result_type {
                          if (!wrong.empty()) return base::unexpected(wrong);
                          return now;
                      },
                      live, log, metrics};

    std::int64_t reloads(std::string_view result) {
        return metrics
            .counter("boxoffice_config_reloads_total", "result=\"" + std::string{result} + '"', "")
            .value();
    }
    std::int64_t is_last_successful() {
        return metrics.gauge("boxoffice_config_last_reload_successful", "", "").value();
    }
};

TEST_F(Reloading, TakesOverWhatMayChangeAndNamesTheRest) {
    now = values({"--hold-seconds", "200", "--provider-secret", "second", "--placed-max", "7",
                  "--log-level", "debug", "--login-failures-max", "3", "--port", "8088",
                  "--queue-max", "5"});
    const auto reloaded = reloader.reload();
    EXPECT_EQ(reloaded.wrong, Names{});
    EXPECT_EQ(reloaded.changed, (Names{"login-failures-max", "provider-secret", "log-level",
                                       "hold-seconds", "placed-max"}));
    EXPECT_EQ(reloaded.needs_restart, (Names{"port", "queue-max"}));
    EXPECT_EQ(live.hold_seconds.get(), 200);
    EXPECT_EQ(live.placed_max.get(), 7);
    EXPECT_EQ(live.provider_secret.get(), "second");
    EXPECT_EQ(live.login_limits.per_account_and_network.get().count_max, 3);
    EXPECT_EQ(log.level(), ports::LogLevel::debug);
    EXPECT_EQ(reloads("ok"), 1);
    EXPECT_EQ(is_last_successful(), 1);
    ASSERT_FALSE(lines.empty());
    EXPECT_NE(lines.back().find("port, queue-max"), std::string::npos) << lines.back();

    const auto again = reloader.reload();
    EXPECT_EQ(again.changed, Names{});
    EXPECT_EQ(again.needs_restart, (Names{"port", "queue-max"})) << "until it starts anew";
}

TEST_F(Reloading, KeepsEverythingWhenAnythingIsWrong) {
    now = values({"--hold-seconds", "200"});
    wrong = {"port is wrong", "log.level is wrong"};
    EXPECT_EQ(reloader.reload().wrong, wrong);
    EXPECT_EQ(live.hold_seconds.get(), 100);
    EXPECT_EQ(reloads("refused"), 1);
    EXPECT_EQ(is_last_successful(), 0);
    EXPECT_EQ(lines.size(), 2U) << "each error has its line";

    wrong.clear();
    now = values({"--hold-seconds", "300", "--payment", "stripe"});
    EXPECT_EQ(reloader.reload().wrong.size(), 1U) << "stripe needs keys: options contradict";
    EXPECT_EQ(live.hold_seconds.get(), 100);

    now = values({"--hold-seconds", "300"});
    EXPECT_EQ(reloader.reload().wrong, Names{});
    EXPECT_EQ(live.hold_seconds.get(), 300);
    EXPECT_EQ(is_last_successful(), 1);
}

TEST_F(Reloading, LeavesALevelThatWasSetByHand) {
    log.set_level(ports::LogLevel::debug);
    now = values({"--hold-seconds", "200"});
    (void)reloader.reload();
    EXPECT_EQ(log.level(), ports::LogLevel::debug);
    now = values({"--log-level", "warning"});
    (void)reloader.reload();
    EXPECT_EQ(log.level(), ports::LogLevel::warning);
}

TEST_F(Reloading, TakesSecretsUnaskedAndNothingElse) {
    now = values({"--hold-seconds", "200", "--provider-secret", "second"});
    reloader.look_at_secrets();
    EXPECT_EQ(live.provider_secret.get(), "second");
    EXPECT_EQ(live.hold_seconds.get(), 100);
    EXPECT_EQ(reloads("ok") + reloads("refused"), 0) << "nobody has asked for a reload";
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].find("second"), std::string::npos) << "a secret is not written";

    wrong = {"The file cannot be read."};
    reloader.look_at_secrets();
    reloader.look_at_secrets();
    EXPECT_EQ(lines.size(), 2U) << "said once";
    EXPECT_EQ(live.provider_secret.get(), "second");

    wrong.clear();
    EXPECT_EQ(reloader.reload().changed, Names{"hold-seconds"});
}

TEST_F(Reloading, ShowsNobodyTheSecretOfAnother) {
    now = values({"--hold-seconds", "200", "--payment", "stripe", "--provider-secret", "sk_test_2",
                  "--provider-client-key", "pk_test_2", "--webhook-secret", "whsec_2", "--smtp-url",
                  "smtps://mail.example", "--smtp-user", "us", "--smtp-password", "theirs"});
    reloader.look_at_secrets();
    const auto reloaded = reloader.reload();
    EXPECT_EQ(live.provider_secret.get(), "first") << "the sandbox is still the one that is asked";
    EXPECT_EQ(live.webhook_secret.get(), "");
    EXPECT_EQ(live.smtp.get(), platform::SmtpCredentials{});
    EXPECT_EQ(reloaded.changed, Names{"hold-seconds"});
    EXPECT_EQ(reloaded.needs_restart,
              (Names{"smtp-url", "smtp-user", "smtp-password", "payment", "provider-secret",
                     "provider-client-key", "webhook-secret"}));

    now = values({"--hold-seconds", "200", "--provider-secret", "second"});
    EXPECT_EQ(reloader.reload().changed, Names{"provider-secret"});
    EXPECT_EQ(live.provider_secret.get(), "second");
}

TEST_F(Reloading, ANameBesideASecretWaitsUntilSomebodyAsks) {
    now = values({"--hold-seconds", "100", "--provider-secret", "second", "--smtp-user", "us"});
    reloader.look_at_secrets();
    EXPECT_EQ(live.provider_secret.get(), "second");
    EXPECT_EQ(live.smtp.get().user, "") << "somebody may still be editing";
    EXPECT_EQ(reloader.reload().changed, Names{"smtp-user"});
    EXPECT_EQ(live.smtp.get().user, "us");
}

}  // namespace
}  // namespace boxoffice::app
