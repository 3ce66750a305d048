#include "contexts/gateway/security_headers.hpp"

#include <string_view>

namespace boxoffice::gateway {
namespace {

/// What a provider's script needs beyond 'self'; each begins with a blank, or is empty.
struct Origins {
    std::string_view script;
    std::string_view connect;
    std::string_view frame;
    std::string_view form;
};

/// Sources: Stripe, integration security guide, "Content Security Policy"; Toss Payments publishes
/// no list, and its widget is served by, framed from and talks to hosts of tosspayments.com.
Origins origins_of(PaymentScript script) {
    switch (script) {
        case PaymentScript::none:
            break;
        case PaymentScript::stripe:
            return {.script = " https://js.stripe.com https://*.js.stripe.com",
                    .connect = " https://api.stripe.com",
                    .frame =
                        " https://js.stripe.com https://*.js.stripe.com"
                        " https://hooks.stripe.com",
                    .form = {}};
        case PaymentScript::toss:
            return {.script = " https://js.tosspayments.com",
                    .connect = " https://*.tosspayments.com",
                    .frame = " https://*.tosspayments.com",
                    .form = " https://*.tosspayments.com"};
    }
    return {};
}

std::string content_policy(const SecurityTerms& terms) {
    const auto origins = origins_of(terms.payment_script);
    std::string policy = "default-src 'none'; script-src 'self'";
    policy.append(origins.script).append("; style-src 'self'; img-src 'self' data: blob: https:");
    policy.append("; font-src 'self'; manifest-src 'self'; connect-src 'self'");
    policy.append(origins.connect).append("; frame-src ");
    policy.append(origins.frame.empty() ? "'none'" : origins.frame.substr(1));
    policy.append("; form-action 'self'").append(origins.form);
    policy.append("; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
    if (terms.is_https) policy.append("; upgrade-insecure-requests");
    return policy;
}

/// Nothing of the device is used, but for the wallets that Stripe's frame offers.
std::string permissions(PaymentScript script) {
    std::string policy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
        "magnetometer=(), microphone=(), midi=(), serial=(), usb=(), payment=";
    policy += script == PaymentScript::stripe ? "(self \"https://js.stripe.com\")" : "()";
    return policy;
}

}  // namespace

std::vector<ports::HttpHeader> security_headers(const SecurityTerms& terms) {
    // Toss opens the windows of card companies, which must be able to report back.
    const auto* opener =
        terms.payment_script == PaymentScript::toss ? "same-origin-allow-popups" : "same-origin";
    std::vector<ports::HttpHeader> headers{
        {"Content-Security-Policy", content_policy(terms)},
        {"Permissions-Policy", permissions(terms.payment_script)},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", opener},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Content-Type-Options", "nosniff"}};
    if (terms.is_https) headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
    return headers;
}

}  // namespace boxoffice::gateway
