#include "sandbox_provider/pages.hpp"

#include <algorithm>

namespace boxoffice::sandbox {
namespace {

struct Texts {
    std::string_view language;
    std::string_view title;
    std::string_view test_notice;
    std::string_view order;
    std::string_view amount;
    std::string_view pay;
    std::string_view decline;
    std::string_view leave;
    std::string_view back;
    std::string_view paid;
    std::string_view declined;
    std::string_view expired;
    std::string_view unknown;
};

constexpr Texts english{"en",
                        "Checkout",
                        "This is a sandbox. No real money moves.",
                        "Order",
                        "Amount",
                        "Pay",
                        "Decline the payment",
                        "Leave without paying",
                        "Back to the shop",
                        "The payment is through.",
                        "The payment was declined.",
                        "This checkout has expired. Nothing was charged.",
                        "There is no such checkout."};
constexpr Texts korean_texts{"ko",
                             "결제",
                             "테스트 환경입니다. 실제로 결제되지 않습니다.",
                             "주문",
                             "결제 금액",
                             "결제하기",
                             "결제 거절하기",
                             "결제하지 않고 나가기",
                             "상점으로 돌아가기",
                             "결제가 완료되었습니다.",
                             "결제가 거절되었습니다.",
                             "결제 시간이 만료되었습니다. 청구된 금액은 없습니다.",
                             "존재하지 않는 결제입니다."};

constexpr std::string_view style =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1f;background:#fff}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{color:#5b5b63}dd{margin:0}"
    "button,a.button{display:block;box-sizing:border-box;width:100%;min-height:3rem;margin:.5rem 0;"
    "font:inherit;border:1px solid #5b5b63;border-radius:.5rem;background:#fff;color:#1b1b1f;"
    "text-align:center;text-decoration:none;line-height:3rem;padding:0}"
    "button.main{background:#1a4fd6;border-color:#1a4fd6;color:#fff}"
    ":focus-visible{outline:3px solid #e08a00;outline-offset:2px}";

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// "90,000 KRW".
std::string to_text(base::Money money) {
    auto digits = std::to_string(money.amount);
    for (auto place = std::ssize(digits) - 3; place > 0; place -= 3) {
        digits.insert(static_cast<std::size_t>(place), ",");
    }
    return digits + ' ' + std::string{money.currency.text()};
}

std::string_view origin_of(std::string_view url) {
    const auto host = url.find("://");
    if (host == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#", host + 3));
}

/// `form_target` is the origin that a form may lead to besides this page's own.
ports::HttpResponse html(int status, const Texts& texts, const std::string& content,
                         std::string_view form_target) {
    ports::HttpResponse response{.status = status};
    response.headers = {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
         "form-action 'self' " +
             std::string{form_target}},
        {"Cache-Control", "no-store"},
        {"Referrer-Policy", "no-referrer"}};
    auto& body = response.body;
    body += "<!doctype html><html lang=\"";
    body += texts.language;
    body +=
        "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"><title>";
    body += texts.title;
    body += "</title><style>";
    body += style;
    body += "</style></head><body><main><h1>";
    body += texts.title;
    body += "</h1><p>";
    body += texts.test_notice;
    body += "</p>";
    body += content;
    body += "</main></body></html>\n";
    return response;
}

std::string button(const Payment& payment, std::string_view action, std::string_view label,
                   bool is_main) {
    std::string out = "<form method=\"post\" action=\"/checkout/" + escape(payment.order_id) + '/';
    out += action;
    out += is_main ? "\"><button class=\"main\">" : "\"><button>";
    out += label;
    out += "</button></form>";
    return out;
}

/// The merchant's address with what happened to it.
std::string return_url(const Payment& payment, base::Instant now) {
    auto url = payment.success_url;
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "orderId=" + payment.order_id;
    if (status_at(payment, now) == Status::in_progress || payment.status == Status::done) {
        url += "&paymentKey=" + payment.payment_key +
               "&amount=" + std::to_string(payment.amount.amount);
    } else {
        url += payment.failure.empty() ? "&code=buyer_left" : "&code=" + payment.failure;
    }
    return url;
}

}  // namespace

ports::HttpResponse checkout_page(const Payment& payment, base::Instant now, bool korean) {
    const auto& texts = korean ? korean_texts : english;
    std::string content = "<dl><dt>" + std::string{texts.order} + "</dt><dd>" +
                          escape(payment.order_name) + "</dd><dt>" + std::string{texts.amount} +
                          "</dt><dd>" + to_text(payment.amount) + "</dd></dl>";
    const auto status = status_at(payment, now);
    if (status == Status::ready) {
        content += button(payment, "pay", texts.pay, true);
        content += button(payment, "decline", texts.decline, false);
        content += button(payment, "leave", texts.leave, false);
    } else {
        const auto& verdict = status == Status::expired   ? texts.expired
                              : status == Status::aborted ? texts.declined
                                                          : texts.paid;
        content += "<p role=\"status\"><strong>" + std::string{verdict} + "</strong></p>" +
                   "<a class=\"button\" href=\"" + escape(return_url(payment, now)) + "\">" +
                   std::string{texts.back} + "</a>";
    }
    return html(200, texts, content, origin_of(payment.success_url));
}

ports::HttpResponse no_such_page(bool korean) {
    const auto& texts = korean ? korean_texts : english;
    return html(404, texts, "<p role=\"alert\">" + std::string{texts.unknown} + "</p>", "");
}

ports::HttpResponse leave_page(const Payment& payment, base::Instant now) {
    return {.status = 303,
            .headers = {{"Location", return_url(payment, now)}, {"Cache-Control", "no-store"}}};
}

bool is_web_address(std::string_view url) {
    const bool is_web = url.starts_with("https://") || url.starts_with("http://");
    const bool has_host = origin_of(url).size() > std::string_view{"https://"}.size();
    const bool is_clean = std::none_of(url.begin(), url.end(), [](char c) {
        return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == ';' || c == ',' ||
               c == '#' || c == '\\' || c == 0x7f;
    });
    return is_web && has_host && is_clean && url.size() <= 2000;
}

}  // namespace boxoffice::sandbox
