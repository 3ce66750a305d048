#include "app/cryptography.hpp"

#include "base/fault.hpp"

#include <chrono>
#include <sys/stat.h>

namespace boxoffice::app {
namespace {

ports::Gauge& written_gauge(ports::Metrics& metrics, const std::string& ring) {
    return metrics.gauge("boxoffice_signing_keys_written_timestamp_seconds",
                         "ring=\"" + ring + "\"",
                         "When the keys were last rotated, in seconds since 1970.");
}

}  // namespace

base::Instant written_at(const std::filesystem::path& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return {};
    return base::Instant{std::chrono::seconds{about.st_mtim.tv_sec} +
                         std::chrono::milliseconds{about.st_mtim.tv_nsec / 1'000'000}};
}

platform::KeyRing ring_at(const std::filesystem::path& path, base::Instant now) {
    auto ring = platform::KeyRing::load_or_make(path);
    return now < written_at(path) + key_lead ? ring.before_rotation() : std::move(ring);
}

Cryptography::Cryptography(const std::filesystem::path& keys, const base::Clock& clock,
                           ports::Log& log, ports::Metrics& metrics)
    : Cryptography(keys, clock, log, metrics, ring_at(token_keys_path(keys), clock.now())) {}

Cryptography::Cryptography(const std::filesystem::path& keys, const base::Clock& clock,
                           ports::Log& log, ports::Metrics& metrics,
                           const platform::KeyRing& access)
    : signer(access, {}),
      verifier(access.verification_keys(), {}),
      cached_verifier(verifier),
      refresh_signer(ring_at(refresh_keys_path(keys), clock.now())),
      keys_(keys),
      clock_(clock),
      log_(log),
      access_written_(written_gauge(metrics, "access-tokens")),
      refresh_written_(written_gauge(metrics, "refresh-tokens")),
      jwks_(platform::to_jwks(access.verification_keys())) {
    show_age();
}

void Cryptography::show_age() {
    const auto seconds_of = [](base::Instant at) {
        return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    };
    access_written_.set(seconds_of(written_at(token_keys_path(keys_))));
    refresh_written_.set(seconds_of(written_at(refresh_keys_path(keys_))));
}

void Cryptography::look_again() {
    try {
        const auto now = clock_.now();
        show_age();
        const auto access = ring_at(token_keys_path(keys_), now);
        const auto known = platform::to_jwks(access.verification_keys());
        refresh_signer.replace_keys(ring_at(refresh_keys_path(keys_), now));
        if (known == jwks_) return;
        // First taken, then shown: a token never comes before its key.
        verifier.replace_keys(access.verification_keys());
        cached_verifier.clear();
        signer.replace_keys(access);
        jwks_ = known;
        log_.write(ports::LogLevel::info, "signing_keys_changed", {});
    } catch (const base::InfrastructureFault& fault) {
        log_.write(ports::LogLevel::error, "signing_keys_unusable", {{"fault", fault.what()}});
    }
}

void Cryptography::watch(ports::Scheduler& scheduler) {
    worker_ = scheduler.make_worker("signing-keys");
    worker_->post([this, &scheduler] { look_after(scheduler); });
}

void Cryptography::look_after(ports::Scheduler& scheduler) {
    timer_ = scheduler.after(key_look_interval, *worker_, [this, &scheduler] {
        look_again();
        look_after(scheduler);
    });
}

}  // namespace boxoffice::app
