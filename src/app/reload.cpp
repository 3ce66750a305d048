#include "app/reload.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace boxoffice::app {
namespace {

using platform::OptionValues;

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// Whom a secret, and the name beside it, is shown to. Only a restart goes over to another, so
/// until then what is meant for that one stays in the file.
std::span<const std::string_view> meant_for(std::string_view option) {
    static constexpr std::array<std::string_view, 4> provider{
        "payment", "provider-url", "provider-client-key", "live-payments"};
    static constexpr std::array<std::string_view, 1> mail_server{"smtp-url"};
    if (option == "provider-secret" || option == "webhook-secret") return provider;
    if (option == "smtp-user" || option == "smtp-password") return mail_server;
    return {};
}

ports::Counter& reloads(ports::Metrics& metrics, std::string_view labels) {
    return metrics.counter("boxoffice_config_reloads_total", labels,
                           "Times that the configuration was read again, by what came of it.");
}

}  // namespace

Reloader::Reloader(OptionValues started, ReadOptions read, LiveOptions live, platform::JsonLog& log,
                   ports::Metrics& metrics)
    : read_(std::move(read)),
      live_(std::move(live)),
      log_(log),
      accepted_(reloads(metrics, "result=\"ok\"")),
      refused_(reloads(metrics, "result=\"refused\"")),
      is_last_accepted_(metrics.gauge(
          "boxoffice_config_last_reload_successful", "",
          "1: what was read last is in effect. 0: it was wrong, and what was before is.")),
      current_(std::move(started)) {
    is_last_accepted_.set(1);
}

base::Result<OptionValues, std::vector<std::string>> Reloader::check() const {
    auto values = read_();
    if (!values) return values;
    const auto options = platform::to_serve_options(*values);
    if (!options) return base::unexpected(std::vector<std::string>{options.error().sentence});
    return values;
}

Reloaded Reloader::reload() {
    const std::lock_guard lock{mutex_};
    auto reloaded = take(Wanted::everything);
    const bool is_accepted = reloaded.wrong.empty();
    (is_accepted ? accepted_ : refused_).add();
    is_last_accepted_.set(is_accepted ? 1 : 0);
    for (const auto& sentence : reloaded.wrong) {
        log_.write(ports::LogLevel::error, "the configuration is wrong and the former one stays",
                   {{"fault", sentence}});
    }
    if (is_accepted) {
        log_.write(ports::LogLevel::info, "the configuration was read again",
                   {{"changed", joined(reloaded.changed)},
                    {"needs_restart", joined(reloaded.needs_restart)}});
    }
    return reloaded;
}

bool Reloader::may_change(const platform::Option& option, const OptionValues& values) const {
    const auto stays = [&](std::string_view name) {
        return values.text(name) == current_.text(name);
    };
    const auto whose = meant_for(option.name);
    return (option.is_live || option.is_secret) && std::all_of(whose.begin(), whose.end(), stays);
}

/// What the process works with is one configuration too, so it is checked like one.
Reloaded Reloader::take(Wanted wanted) {
    const auto values = check();
    if (!values) return {.wrong = values.error()};
    Reloaded reloaded;
    auto next = current_;
    for (const auto& option : platform::serve_option_table()) {
        const auto& now = values->text(option.name);
        if (now == current_.text(option.name)) continue;
        if (!may_change(option, *values)) {
            reloaded.needs_restart.emplace_back(option.name);
        } else if (option.is_secret || wanted == Wanted::everything) {
            reloaded.changed.emplace_back(option.name);
            next.set(option.name, now);
        }
    }
    const auto options = platform::to_serve_options(next);
    if (!options) return {.wrong = {options.error().sentence}};
    // A level that was set by hand stays until the configuration itself names another.
    const auto level = platform::parse_log_level(options->log_level);
    if (level && options->log_level != current_.text("log-level")) log_.set_level(*level);
    live_.set(*options);
    live_.set_secrets(*options);
    current_ = std::move(next);
    return reloaded;
}

void Reloader::look_at_secrets() {
    const std::lock_guard lock{mutex_};
    const auto looked = take(Wanted::secrets);
    const bool were_usable = std::exchange(are_secrets_usable_, looked.wrong.empty());
    if (!looked.wrong.empty() && were_usable) {
        log_.write(ports::LogLevel::error, "secrets cannot be read again and the last ones stay",
                   {{"fault", looked.wrong.front()}});
    }
    if (looked.changed.empty()) return;
    log_.write(ports::LogLevel::info, "secrets have changed",
               {{"changed", joined(looked.changed)}});
}

void Reloader::watch(ports::Scheduler& scheduler) {
    worker_ = scheduler.make_worker("configuration");
    worker_->post([this, &scheduler] { look_after(scheduler); });
}

void Reloader::stop() {
    if (worker_) worker_->close();
}

void Reloader::look_after(ports::Scheduler& scheduler) {
    timer_ = scheduler.after(secret_look_interval, *worker_, [this, &scheduler] {
        look_at_secrets();
        look_after(scheduler);
    });
}

}  // namespace boxoffice::app
