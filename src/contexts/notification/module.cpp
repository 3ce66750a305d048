#include "contexts/notification/module.hpp"

#include "contexts/notification/codecs.hpp"
#include "contexts/notification/queries.hpp"
#include "contexts/notification/sql/schema.hpp"
#include "contracts/problem.hpp"
#include "contracts/problem_texts.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"
#include "eventing/schema.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::notification {
namespace {

using contracts::UserId;
using ports::HttpRequest;
using ports::Responder;

/// auth.mode = open: whose notices are shown when nobody says.
constexpr std::int64_t open_user_default = 1;
constexpr std::size_t ids_max = 200;

std::string channel_of(const ports::Mailer& mailer) {
    return mailer.name() == "smtp" ? "mail" : mailer.name();
}

/// Whoever is named, else `other`.
base::Result<UserId, ports::HttpResponse> named_user_of(const HttpRequest& request,
                                                        std::int64_t other) {
    const auto asked = contracts::integer_of(request, "userId", 1, base::id_max);
    if (!asked) return base::unexpected(asked.error());
    return UserId{asked->value_or(other)};
}

/// One's own; in open mode whoever is named.
base::Result<UserId, ports::HttpResponse> user_of(const HttpRequest& request) {
    if (request.principal.is_open) return named_user_of(request, open_user_default);
    return UserId{request.principal.user_id};
}

/// Staff look at what a buyer was told; only he himself marks it as read.
base::Result<UserId, ports::HttpResponse> reader_of(const HttpRequest& request) {
    const auto& who = request.principal;
    if (who.is_staff() && !who.is_open) return named_user_of(request, who.user_id);
    return user_of(request);
}

std::string language_header(const HttpRequest& request) {
    return std::string{request.header("Accept-Language").value_or(std::string_view{})};
}

base::Result<ReadBody, ports::HttpResponse> read_body(const HttpRequest& request) {
    auto body = contracts::decode<ReadBody>(request.body);
    if (!body) {
        return base::unexpected(contracts::to_response(
            contracts::validation_problem(body.error(), language_header(request))));
    }
    const bool has_none = std::any_of(body->ids.begin(), body->ids.end(),
                                      [](contracts::NotificationId id) { return !id; });
    if (body->ids.size() <= ids_max && !has_none) return std::move(body).value();
    const char* reason = has_none ? "out_of_range" : "too_many";
    return base::unexpected(contracts::to_response(
        contracts::validation_problem({{{"ids", reason}}}, language_header(request))));
}

}  // namespace

Module::Module(const eventing::Environment& environment, const Options& options,
               ports::ContactDirectory& contacts, ports::Mailer& mailer)
    : style_{.language = Language::korean,
             .utc_offset = options.utc_offset,
             .public_address = options.public_address},
      policies_(store_),
      deliveries_(store_, channel_of(mailer)),
      reading_(store_),
      kernel_("notification", eventing::migrated(environment, migrations()), store_),
      postman_(contacts, mailer, style_, deliveries_, kernel_),
      queries_("notification-read", kernel_.environment()),
      live_(kernel_.environment()) {
    store_.on_change([this](std::vector<UserId> users) { live_.changed(std::move(users)); });
    policies_.listen(kernel_.handlers());
    postman_.listen(kernel_.due());
    kernel_.on_deadline(announce_due, policies_, to_announcement);
    kernel_.on_deadline(forget_again_due, policies_,
                        [](const eventing::DueRow& row) { return ForgetAgain{{row.subject}}; });
}

Module::~Module() {
    postman_.close();
}

void Module::start() {
    kernel_.start();
    live_.start();
}

void Module::stop() {
    postman_.close();
    kernel_.stop();
    live_.stop();
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

std::vector<ports::Route> Module::routes() {
    using ports::Access;
    using ports::HttpMethod;
    const auto route = [this](HttpMethod method, const char* pattern,
                              void (Module::*handle)(const HttpRequest&, const Responder&)) {
        return ports::Route{
            .method = method,
            .pattern = pattern,
            .access = Access::signed_in,
            .handler = [this, handle](const HttpRequest& request, const Responder& responder) {
                (this->*handle)(request, responder);
            }};
    };
    return {route(HttpMethod::get, "/notifications", &Module::list),
            route(HttpMethod::patch, "/notifications", &Module::mark_many),
            ports::streaming(route(HttpMethod::get, "/notifications/stream", &Module::follow)),
            route(HttpMethod::get, "/notifications/{id}", &Module::show),
            route(HttpMethod::patch, "/notifications/{id}", &Module::mark_one)};
}

Style Module::style_of(const HttpRequest& request) const {
    auto style = style_;
    style.language =
        contracts::prefers_korean(language_header(request)) ? Language::korean : Language::english;
    return style;
}

void Module::list(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, sortable_fields());
    if (!page) return responder->send(page.error());
    const auto user = reader_of(request);
    if (!user) return responder->send(user.error());
    queries_.answer(
        request, responder,
        [request, page = *page, user = *user, style = style_of(request)](ports::SqlSession& sql) {
            std::vector<std::string> items;
            for (const auto& notice : read_notices(sql, user, page)) {
                items.push_back(to_resource(notice, style));
            }
            return contracts::collection_response(request, "notifications", items, page,
                                                  count_notices(sql, user));
        });
}

void Module::show(const HttpRequest& request, const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    queries_.answer(
        request, responder, [request, id = *id, style = style_of(request)](ports::SqlSession& sql) {
            const auto notice = read_notice(sql, id);
            const bool may_see = notice && (request.principal.is_open ||
                                            notice->user_id.value == request.principal.user_id);
            // Somebody else's notice looks like none at all.
            if (!may_see) return contracts::problem_response(request, 404, "not_found");
            return contracts::json_response(200, to_resource(*notice, style));
        });
}

void Module::follow(const HttpRequest& request, const Responder& responder) {
    const auto user = user_of(request);
    if (!user) return responder->send(user.error());
    auto style = style_of(request);
    // EventSource sends no headers of its own.
    if (const auto language = request.query_value("language")) {
        style.language = language_of(*language);
    }
    live_.follow(request, responder, *user, style);
}

void Module::mark_many(const HttpRequest& request, const Responder& responder) {
    auto body = read_body(request);
    if (!body) return responder->send(body.error());
    const auto user = user_of(request);
    if (!user) return responder->send(user.error());
    MarkRead command{.user_id = *user,
                     .ids = std::move(body->ids),
                     .is_read = body->read,
                     .must_exist = false,
                     .answer_language = language_header(request)};
    eventing::submit_http(kernel_.runner(), reading_, std::move(command), request, responder);
}

void Module::mark_one(const HttpRequest& request, const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    const auto body = read_body(request);
    if (!body) return responder->send(body.error());
    const auto user = user_of(request);
    if (!user) return responder->send(user.error());
    MarkRead command{.user_id = *user,
                     .ids = {{*id}},
                     .is_read = body->read,
                     .must_exist = true,
                     .answer_language = language_header(request)};
    const auto settled = [this, request, responder](ports::HttpResponse response, bool) {
        if (response.status != 200) return responder->send(std::move(response));
        show(request, responder);
    };
    eventing::submit_http(kernel_.runner(), reading_, std::move(command), request, responder,
                          settled);
}

}  // namespace boxoffice::notification
