#include "platform/config/payment_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace boxoffice::platform {
namespace {

bool is_loopback(std::string_view address) {
    // "127.0.0.1.example.org" is somebody else's.
    const bool is_number = address.find_first_not_of("0123456789.") == std::string_view::npos;
    return address == "localhost" || address == "::1" || (is_number && address.starts_with("127."));
}

/// "http://127.0.0.1:8081" -> "127.0.0.1".
std::string_view host_of(std::string_view url) {
    url.remove_prefix(std::min(url.find("://") + 3, url.size()));
    const bool is_bracketed = url.starts_with('[');
    const auto end = url.find_first_of(is_bracketed ? "]" : ":/");
    return is_bracketed ? url.substr(1, end - 1) : url.substr(0, end);
}

/// How a provider's keys begin, and where it is reached unless told otherwise.
struct ProviderFacts {
    std::string_view name;
    std::string_view url;
    std::array<std::string_view, 2> test_secrets;
    std::array<std::string_view, 2> live_secrets;
    std::array<std::string_view, 2> test_client_keys;
    std::array<std::string_view, 2> live_client_keys;
};

constexpr ProviderFacts stripe_facts{.name = "stripe",
                                     .url = "https://api.stripe.com",
                                     .test_secrets = {"sk_test_", "rk_test_"},
                                     .live_secrets = {"sk_live_", "rk_live_"},
                                     .test_client_keys = {"pk_test_", "pk_test_"},
                                     .live_client_keys = {"pk_live_", "pk_live_"}};
constexpr ProviderFacts toss_facts{.name = "toss",
                                   .url = "https://api.tosspayments.com",
                                   .test_secrets = {"test_sk_", "test_gsk_"},
                                   .live_secrets = {"live_sk_", "live_gsk_"},
                                   .test_client_keys = {"test_ck_", "test_gck_"},
                                   .live_client_keys = {"live_ck_", "live_gck_"}};

const ProviderFacts& facts_of(PaymentProvider provider) {
    return provider == PaymentProvider::stripe ? stripe_facts : toss_facts;
}

bool starts_with_one_of(std::string_view text, const std::array<std::string_view, 2>& beginnings) {
    return text.starts_with(beginnings[0]) || text.starts_with(beginnings[1]);
}

/// The keys are of the provider, of one kind, and live ones were asked for.
std::optional<std::string> key_contradiction(const ServeOptions& options,
                                             const ProviderFacts& facts) {
    const auto& secret = options.provider_secret;
    const auto& client_key = options.provider_client_key;
    const bool is_live = starts_with_one_of(secret, facts.live_secrets);
    if (!is_live && !starts_with_one_of(secret, facts.test_secrets)) {
        return fmt::format(
            "--provider-secret is no secret key of {}: write one that begins with "
            "{} or {}.",
            facts.name, facts.test_secrets[0], facts.live_secrets[0]);
    }
    if (is_live && !options.live_payments) {
        return fmt::format(
            "--provider-secret is a live key, with which real money moves: write a "
            "key that begins with {}, or --live-payments.",
            facts.test_secrets[0]);
    }
    const auto& wanted = is_live ? facts.live_client_keys : facts.test_client_keys;
    if (!starts_with_one_of(client_key, wanted)) {
        return fmt::format(
            "--provider-client-key does not fit the secret key: write "
            "the public key that begins with {}.",
            wanted[0]);
    }
    return std::nullopt;
}

}  // namespace

std::string_view provider_address(PaymentProvider provider) {
    if (provider == PaymentProvider::sandbox) return "http://127.0.0.1:8081";
    return facts_of(provider).url;
}

std::optional<std::string> payment_contradiction(const ServeOptions& options) {
    if (options.payment == PaymentProvider::sandbox) return std::nullopt;
    const auto& facts = facts_of(options.payment);
    const auto& method = options.payment_default_method;
    if (!method.empty() && method != "checkout") {
        return fmt::format(
            "--payment-default-method is \"{}\", which {} cannot charge by itself: "
            "write checkout, or leave it out.",
            method, facts.name);
    }
    // The keys are for the process that talks to the provider, and for no other.
    const bool is_payment = std::find(options.contexts.begin(), options.contexts.end(),
                                      "payment") != options.contexts.end();
    if (!is_payment) return std::nullopt;
    if (options.provider_secret.empty()) {
        return fmt::format(
            "--payment {} needs the provider's key: write --provider-secret-file "
            "FILE or set BOXOFFICE_PROVIDER_SECRET.",
            facts.name);
    }
    if (auto wrong = key_contradiction(options, facts)) return wrong;
    if (options.payment == PaymentProvider::stripe && options.webhook_secret.empty()) {
        return "--payment stripe needs the secret that signs its webhooks: write "
               "--webhook-secret-file FILE or set BOXOFFICE_WEBHOOK_SECRET.";
    }
    const bool is_plain_text = options.provider_url.starts_with("http://");
    if (is_plain_text && !is_loopback(host_of(options.provider_url))) {
        return fmt::format(
            "--provider-url is \"{}\", over which the secret key would travel in "
            "plain text: write https://HOST.",
            options.provider_url);
    }
    return std::nullopt;
}

}  // namespace boxoffice::platform
