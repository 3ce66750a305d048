#include "platform/peers/http_directories.hpp"

#include "contracts/internal_questions.hpp"
#include "contracts/problem.hpp"
#include "platform/peers/question.hpp"
#include "ports/trace_context.hpp"

#include <utility>

namespace boxoffice::platform {
namespace {

namespace paths = contracts::internal_paths;
using ports::HttpMethod;

std::optional<std::string> text_of(const ports::HttpRequest& request, std::string_view name) {
    const auto value = request.header(name);
    return value ? std::optional{std::string{*value}} : std::nullopt;
}

std::string role_of(const ports::Principal& who) {
    return who.role == ports::Principal::Role::admin ? "admin" : "boxoffice";
}

ports::BuyerAnswer answer_of(contracts::BuyerFound found, const ports::HttpRequest& sale) {
    if (found.user_id) return *found.user_id;
    if (!found.refusal) {
        return base::unexpected(contracts::problem_response(sale, 500, "internal_error"));
    }
    return base::unexpected(ports::HttpResponse{.status = static_cast<int>(found.refusal->status),
                                                .headers = std::move(found.refusal->headers),
                                                .body = std::move(found.refusal->body)});
}

void ask_people(PeerChannel& identity, std::string_view path, std::string body,
                std::function<void(ports::PeopleAnswer)> done) {
    ask_for<contracts::PeopleFound>(
        identity, {.method = HttpMethod::post, .path = std::string{path}, .body = std::move(body)},
        [done = std::move(done)](std::optional<contracts::PeopleFound> found, std::string fault) {
            if (!found) return done({.people = {}, .is_complete = true, .fault = std::move(fault)});
            done({.people = std::move(found->people),
                  .is_complete = found->is_complete,
                  .fault = {}});
        });
}

}  // namespace

void HttpContactDirectory::find(std::int64_t user_id,
                                std::function<void(ports::ContactAnswer)> done) {
    ask_for<contracts::ContactFound>(
        identity_, {.path = std::string{paths::contacts} + std::to_string(user_id)},
        [done = std::move(done)](std::optional<contracts::ContactFound> found, std::string fault) {
            if (!found) return done({.contact = {}, .fault = std::move(fault)});
            done({.contact = std::move(found->contact), .fault = {}});
        });
}

void HttpPeopleDirectory::search(std::string text, std::size_t count_max,
                                 std::function<void(ports::PeopleAnswer)> done) {
    const contracts::PeopleWanted wanted{std::move(text), static_cast<std::int64_t>(count_max)};
    ask_people(identity_, paths::people_search, contracts::encode(wanted), std::move(done));
}

void HttpPeopleDirectory::find_all(std::vector<std::int64_t> user_ids,
                                   std::function<void(ports::PeopleAnswer)> done) {
    const contracts::PeopleNamed named{std::move(user_ids)};
    ask_people(identity_, paths::people_find, contracts::encode(named), std::move(done));
}

void HttpBuyerDirectory::find_or_make(const ports::HttpRequest& request, ports::Buyer buyer,
                                      std::function<void(ports::BuyerAnswer)> done) {
    const contracts::BuyerWanted wanted{.buyer = std::move(buyer),
                                        .seller = request.principal.user_id,
                                        .role = role_of(request.principal),
                                        .method = std::string{ports::to_text(request.method)},
                                        .path = request.path,
                                        .body = request.body,
                                        .idempotency_key = text_of(request, "Idempotency-Key"),
                                        .language = text_of(request, "Accept-Language")};
    const ports::TraceScope scope{ports::current_trace(), request.request_id};
    ask_for<contracts::BuyerFound>(
        identity_,
        {.method = HttpMethod::post,
         .path = std::string{paths::buyers},
         .body = contracts::encode(wanted),
         .is_repeatable = wanted.idempotency_key.has_value()},
        [done = std::move(done), request](std::optional<contracts::BuyerFound> found,
                                          const std::string&) {
            if (found) return done(answer_of(std::move(*found), request));
            done(base::unexpected(contracts::problem_response(request, 503, "overloaded")));
        });
}

void HttpSessionRevocations::since(base::Instant since,
                                   std::function<void(ports::RevocationsAnswer)> done) {
    const auto ms = std::to_string(since.time_since_epoch().count());
    ask_for<contracts::SessionsRevoked>(
        identity_, {.path = std::string{paths::revocations} + "?since=" + ms},
        [done = std::move(done)](std::optional<contracts::SessionsRevoked> found,
                                 std::string fault) {
            if (!found) return done({.sessions = {}, .as_of = {}, .fault = std::move(fault)});
            done({.sessions = std::move(found->sessions), .as_of = found->as_of, .fault = {}});
        });
}

}  // namespace boxoffice::platform
