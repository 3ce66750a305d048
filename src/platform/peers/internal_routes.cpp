#include "platform/peers/internal_routes.hpp"

#include "contracts/internal_questions.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <charconv>
#include <utility>

namespace boxoffice::platform {
namespace {

namespace paths = contracts::internal_paths;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

/// The longest body of a sale and its copy in JSON, where each character may take six.
constexpr std::size_t buyer_bytes_max = std::size_t{8} * 1024 * 1024;
/// More than any answer's page.
constexpr std::int64_t people_max = 10'000;

/// Whoever may call the internal port may ask everything: the credential was shown already.
ports::Route route(HttpMethod method, std::string pattern, ports::HttpHandler handler) {
    return ports::without_key(
        {method, std::move(pattern), ports::Access::everyone, std::move(handler)});
}

template <class Answer>
void send(const Responder& responder, const Answer& answer) {
    responder->send(contracts::json_response(200, contracts::encode(answer)));
}

void send_away(const HttpRequest& request, const Responder& responder) {
    responder->send(contracts::problem_response(request, 503, "overloaded"));
}

template <class Body>
std::optional<Body> read(const HttpRequest& request, const Responder& responder) {
    auto body = contracts::decode<Body>(request.body);
    if (body) return std::move(body).value();
    responder->send(contracts::to_response(contracts::validation_problem(body.error())));
    return std::nullopt;
}

/// "/internal/contacts/" -> "/internal/contacts/{id}".
std::string with_id(std::string_view path) {
    return std::string{path} + "{id}";
}

void find_contact(ports::ContactDirectory& contacts, const HttpRequest& request,
                  const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return send(responder, contracts::ContactFound{});
    contacts.find(*id, [request, responder](ports::ContactAnswer found) {
        if (found.fault) return send_away(request, responder);
        send(responder, contracts::ContactFound{std::move(found.contact)});
    });
}

std::function<void(ports::PeopleAnswer)> people_to(const HttpRequest& request,
                                                   const Responder& responder) {
    return [request, responder](ports::PeopleAnswer found) {
        if (found.fault) return send_away(request, responder);
        send(responder, contracts::PeopleFound{std::move(found.people), found.is_complete});
    };
}

void search_people(ports::PeopleDirectory& people, const HttpRequest& request,
                   const Responder& responder) {
    auto wanted = read<contracts::PeopleWanted>(request, responder);
    if (!wanted) return;
    const auto count = std::clamp<std::int64_t>(wanted->count_max, 0, people_max);
    people.search(std::move(wanted->text), static_cast<std::size_t>(count),
                  people_to(request, responder));
}

void find_people(ports::PeopleDirectory& people, const HttpRequest& request,
                 const Responder& responder) {
    auto named = read<contracts::PeopleNamed>(request, responder);
    if (!named) return;
    people.find_all(std::move(named->user_ids), people_to(request, responder));
}

std::optional<HttpMethod> method_of(std::string_view text) {
    for (const auto method : {HttpMethod::post, HttpMethod::put, HttpMethod::patch}) {
        if (ports::to_text(method) == text) return method;
    }
    return std::nullopt;
}

/// The sale as the other process was asked for it.
HttpRequest sale_of(const HttpRequest& asked, contracts::BuyerWanted wanted, HttpMethod method) {
    HttpRequest sale;
    sale.method = method;
    sale.target = wanted.path;
    sale.path = std::move(wanted.path);
    sale.body = std::move(wanted.body);
    sale.request_id = asked.request_id;
    if (wanted.idempotency_key) {
        sale.headers.push_back({"Idempotency-Key", std::move(*wanted.idempotency_key)});
    }
    if (wanted.language) sale.headers.push_back({"Accept-Language", std::move(*wanted.language)});
    sale.principal = {.user_id = wanted.seller,
                      .role = wanted.role == "admin" ? ports::Principal::Role::admin
                                                     : ports::Principal::Role::boxoffice};
    return sale;
}

void find_buyer(ports::BuyerDirectory& buyers, const HttpRequest& request,
                const Responder& responder) {
    auto wanted = read<contracts::BuyerWanted>(request, responder);
    if (!wanted) return;
    const auto method = method_of(wanted->method);
    if (!method) {
        return responder->send(contracts::problem_response(request, 422, "validation_failed"));
    }
    auto buyer = std::move(wanted->buyer);
    buyers.find_or_make(
        sale_of(request, std::move(*wanted), *method), std::move(buyer),
        [request, responder](ports::BuyerAnswer found) {
            if (found) return send(responder, contracts::BuyerFound{.user_id = *found});
            auto refused = std::move(found).error();
            // Try again: the asker does so by himself.
            if (refused.status >= 500) return responder->send(std::move(refused));
            send(responder, contracts::BuyerFound{.user_id = {},
                                                  .refusal = contracts::RefusedAnswer{
                                                      refused.status, std::move(refused.headers),
                                                      std::move(refused.body)}});
        });
}

void list_revoked(ports::SessionRevocations& revocations, const HttpRequest& request,
                  const Responder& responder) {
    const auto text = request.query_value("since").value_or("0");
    std::int64_t since = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return responder->send(contracts::problem_response(request, 422, "validation_failed"));
    }
    revocations.since(
        base::Instant{std::chrono::milliseconds{since}},
        [request, responder](ports::RevocationsAnswer found) {
            if (found.fault) return send_away(request, responder);
            send(responder, contracts::SessionsRevoked{std::move(found.sessions), found.as_of});
        });
}

void forecast(ports::CancellationForecaster& forecaster, const HttpRequest& request,
              const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    forecaster.forecast(*id, [request, responder](ports::CancellationForecaster::Answer answer) {
        if (!answer.forecast) return send_away(request, responder);
        send(responder, contracts::ForecastFound{std::move(*answer.forecast)});
    });
}

/// A handler that asks `port` by `answer`.
template <class Port>
ports::HttpHandler with(Port& port, void (*answer)(Port&, const HttpRequest&, const Responder&)) {
    return [&port, answer](const HttpRequest& request, const Responder& responder) {
        answer(port, request, responder);
    };
}

}  // namespace

std::vector<ports::Route> identity_answers(const IdentityAnswers& answers) {
    auto buyers =
        route(HttpMethod::post, std::string{paths::buyers}, with(answers.buyers, find_buyer));
    buyers.body_bytes_max = buyer_bytes_max;
    return {
        route(HttpMethod::get, with_id(paths::contacts), with(answers.contacts, find_contact)),
        route(HttpMethod::post, std::string{paths::people_search},
              with(answers.people, search_people)),
        route(HttpMethod::post, std::string{paths::people_find}, with(answers.people, find_people)),
        std::move(buyers),
        route(HttpMethod::get, std::string{paths::revocations},
              with(answers.revocations, list_revoked))};
}

std::vector<ports::Route> reservation_answers(ports::CancellationForecaster& forecaster) {
    return {route(HttpMethod::get, with_id(paths::forecasts), with(forecaster, forecast))};
}

}  // namespace boxoffice::platform
