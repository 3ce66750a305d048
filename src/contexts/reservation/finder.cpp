#include "contexts/reservation/finder.hpp"

#include "base/time_zone.hpp"
#include "contexts/reservation/domain/status.hpp"
#include "contexts/reservation/requests.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <mutex>
#include <utility>

namespace boxoffice::reservation {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// By whose calendar a booking's day is meant. Source: the house stands there.
constexpr std::string_view house_time_zone = "Asia/Seoul";

constexpr std::array<std::string_view, 4> statuses{"ReservationPlaced", "ReservationCompleted",
                                                   "ReservationImpossible", "ReservationCanceled"};

std::string text_of(const HttpRequest& request, std::string_view name) {
    return std::string{request.query_value(name).value_or(std::string_view{})};
}

bool is_known_state(const std::string& text) {
    State state{};
    return boost::describe::enum_from_string(text.c_str(), state) && state != State::New;
}

/// The beginning of that day in the house, `later` days on. @return nothing when it is no date.
std::optional<Instant> day_of(const std::string& text, std::chrono::days later) {
    const auto day = base::parse_date(text);
    const auto zone = base::find_time_zone(house_time_zone);
    if (!day || !zone) return std::nullopt;
    return base::to_instant(base::LocalTime{*day + later}, *zone);
}

/// "17" or "#17". @return nothing when it is anything else.
std::optional<ReservationId> number_of(std::string_view text) {
    if (text.starts_with('#')) text.remove_prefix(1);
    ReservationId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!is_number || id.value < 1 || id.value > base::id_max) return std::nullopt;
    return id;
}

/// A list as it is asked for. `text` is a name or an address still to be looked up.
struct Wish {
    ListFilter filter;
    std::string text;
};

/// Which of the reservations that the caller may see, or a ready 422.
base::Result<Wish, HttpResponse> wish_of(const HttpRequest& request) {
    Wish wish;
    auto& filter = wish.filter;
    const auto user = contracts::integer_of(request, "userId", 1, base::id_max);
    if (!user) return base::unexpected(user.error());
    const auto performance = contracts::integer_of(request, "performanceId", 1, base::id_max);
    if (!performance) return base::unexpected(performance.error());
    const auto refuse = [&](std::string_view field, std::string_view reason) {
        return base::unexpected(invalid_field(request, field, reason));
    };
    filter.status = text_of(request, "status");
    if (!filter.status.empty() && std::ranges::count(statuses, filter.status) == 0) {
        return refuse("status", "not_a_known_value");
    }
    filter.state = text_of(request, "state");
    if (!filter.state.empty() && !is_known_state(filter.state)) {
        return refuse("state", "not_a_known_value");
    }
    const auto from = text_of(request, "from");
    if (!from.empty() && !(filter.from = day_of(from, std::chrono::days{0}))) {
        return refuse("from", "not_a_date");
    }
    const auto to = text_of(request, "to");
    if (!to.empty() && !(filter.before = day_of(to, std::chrono::days{1}))) {
        return refuse("to", "not_a_date");
    }
    auto text = text_of(request, "q");
    if (text.size() > search_length_max) return refuse("q", "too_long");
    filter.number = number_of(text);
    if (!filter.number) wish.text = std::move(text);

    const auto& who = request.principal;
    if (*performance) filter.performance = PerformanceId{**performance};
    if (*user && who.is_staff()) filter.user = UserId{**user};
    if (!who.is_staff()) filter.user = UserId{who.user_id};
    const bool searches = filter.number || !wish.text.empty();
    if (who.is_open && !filter.user && !searches) filter.user = UserId{1};
    // Nobody but staff finds people: for everybody else no reservation has such a name.
    if (!wish.text.empty() && !who.is_staff()) filter.people = std::vector<UserId>{};
    return wish;
}

std::map<std::int64_t, Buyer> by_id(const std::vector<ports::Person>& people) {
    std::map<std::int64_t, Buyer> buyers;
    for (const auto& person : people) {
        buyers.emplace(person.user_id,
                       Buyer{{person.user_id}, person.name, person.email, person.role});
    }
    return buyers;
}

HttpResponse list_response(const HttpRequest& request, const contracts::PageRequest& page,
                           const ReservationList& list,
                           const std::vector<ports::Person>& people = {}) {
    const auto buyers = by_id(people);
    std::vector<std::string> items;
    items.reserve(list.reservations.size());
    for (const auto& each : list.reservations) {
        const auto buyer = buyers.find(each.user_id.value);
        items.push_back(
            to_json(each, buyer == buyers.end() ? std::nullopt : std::optional{buyer->second}));
    }
    return contracts::collection_response(request, "reservations", items, page, list.total);
}

HttpResponse one_response(const HttpRequest& request, const Reservation& reservation,
                          const std::vector<ports::Person>& people = {}) {
    const auto buyers = by_id(people);
    const auto buyer = buyers.find(reservation.user_id.value);
    auto body =
        to_json(reservation, buyer == buyers.end() ? std::nullopt : std::optional{buyer->second});
    return contracts::conditional(request, contracts::json_response(200, std::move(body)),
                                  std::to_string(reservation.version));
}

}  // namespace

/// One list on its way through the workers.
struct Finder::Asked {
    HttpRequest request;
    Responder responder;
    contracts::PageRequest page;
    ListFilter filter;
};

/// What an answer under way needs, also when the finder has gone.
struct Finder::Desk : std::enable_shared_from_this<Desk> {
    eventing::QueryWorker& reads;
    /// Taken again by a directory that answers at once.
    std::recursive_mutex mutex;
    ports::PeopleDirectory* people;  ///< null once closed, or where nobody has a name
    std::unique_ptr<eventing::QueryWorker> searches;

    Desk(const eventing::Environment& environment, eventing::QueryWorker& buyers,
         ports::PeopleDirectory* directory)
        : reads(buyers),
          people(directory),
          searches(std::make_unique<eventing::QueryWorker>("reservation-search", environment)) {}

    /// Calls `ask` with the directory. @return false when there is none.
    template <class Ask>
    bool with_people(Ask ask) {
        const std::lock_guard lock{mutex};
        if (people) ask(*people);
        return people != nullptr;
    }

    void name_buyer(const HttpRequest& request, const Responder& responder,
                    const Reservation& reservation) {
        const bool is_asked = with_people([&](ports::PeopleDirectory& directory) {
            directory.find_all({reservation.user_id.value}, [request, responder, reservation](
                                                                const ports::PeopleAnswer& found) {
                // Without a name it is still the reservation.
                responder->send(one_response(request, reservation, found.people));
            });
        });
        if (!is_asked) responder->send(one_response(request, reservation));
    }

    void name_buyers(const AskedPointer& asked, ReservationList list) {
        std::vector<std::int64_t> ids;
        for (const auto& each : list.reservations) ids.push_back(each.user_id.value);
        const auto shared = std::make_shared<const ReservationList>(std::move(list));
        const bool is_asked = with_people([&](ports::PeopleDirectory& directory) {
            directory.find_all(std::move(ids), [asked, shared](const ports::PeopleAnswer& found) {
                asked->responder->send(
                    list_response(asked->request, asked->page, *shared, found.people));
            });
        });
        if (!is_asked) {
            asked->responder->send(list_response(asked->request, asked->page, *shared));
        }
    }

    void read_for_staff(const AskedPointer& asked) {
        const std::lock_guard lock{mutex};
        if (!searches) return;
        searches->run(asked->request, asked->responder,
                      [desk = weak_from_this(), asked](ports::SqlSession& sql) {
                          auto list = list_reservations(sql, asked->filter, asked->page);
                          if (const auto here = desk.lock())
                              here->name_buyers(asked, std::move(list));
                      });
    }

    /// The people first, then their reservations.
    void search(const Asked& asked, std::string text) {
        auto wanted = std::make_shared<Asked>(asked);
        const bool is_asked = with_people([&](ports::PeopleDirectory& directory) {
            directory.search(std::move(text), people_found_max,
                             [desk = weak_from_this(), wanted](const ports::PeopleAnswer& found) {
                                 if (const auto here = desk.lock()) here->found(wanted, found);
                             });
        });
        if (is_asked) return;
        wanted->filter.people = std::vector<UserId>{};
        read_for_staff(wanted);
    }

    void found(const std::shared_ptr<Asked>& wanted, const ports::PeopleAnswer& answer) {
        if (answer.fault) {
            return wanted->responder->send(
                contracts::problem_response(wanted->request, 503, "overloaded"));
        }
        if (!answer.is_complete) {
            return wanted->responder->send(invalid_field(wanted->request, "q", "too_many_people"));
        }
        std::vector<UserId> users;
        for (const auto& person : answer.people) users.push_back({person.user_id});
        wanted->filter.people = std::move(users);
        read_for_staff(wanted);
    }
};

Finder::Finder(const eventing::Environment& environment, eventing::QueryWorker& reads,
               ports::PeopleDirectory* people)
    : desk_(std::make_shared<Desk>(environment, reads, people)) {}

Finder::~Finder() {
    close();
}

void Finder::close() {
    std::unique_ptr<eventing::QueryWorker> searches;
    {
        const std::lock_guard lock{desk_->mutex};
        desk_->people = nullptr;
        searches = std::move(desk_->searches);
    }
}

std::vector<ports::Route> Finder::table() {
    return {{ports::HttpMethod::get, "/reservations", ports::Access::signed_in,
             [this](const HttpRequest& request, const Responder& responder) {
                 list(request, responder);
             }},
            {ports::HttpMethod::get, "/reservations/{id}", ports::Access::signed_in,
             [this](const HttpRequest& request, const Responder& responder) {
                 show(request, responder);
             }}};
}

void Finder::show(const HttpRequest& request, const Responder& responder) {
    const ReservationId id{request.id_parameter("id").value_or(0)};
    desk_->reads.run(
        request, responder,
        [request, responder, id, desk = std::weak_ptr<Desk>{desk_}](ports::SqlSession& sql) {
            const auto found = find_reservation(sql, id);
            if (!found || !may_see(request.principal, *found)) {
                return responder->send(not_found(request));
            }
            const auto here = desk.lock();
            if (here && request.principal.is_staff()) {
                return here->name_buyer(request, responder, *found);
            }
            responder->send(one_response(request, *found));
        });
}

void Finder::list(const HttpRequest& request, const Responder& responder) {
    static constexpr std::array<std::string_view, 1> sortable{"id"};
    const auto page = contracts::page_of(request, sortable);
    if (!page) return responder->send(page.error());
    auto wish = wish_of(request);
    if (!wish) return responder->send(wish.error());

    if (!request.principal.is_staff()) {
        return desk_->reads.answer(
            request, responder,
            [request, filter = wish->filter, page = *page](ports::SqlSession& sql) {
                return list_response(request, page, list_reservations(sql, filter, page));
            });
    }
    const Asked asked{request, responder, *page, std::move(wish->filter)};
    if (!wish->text.empty()) return desk_->search(asked, std::move(wish->text));
    desk_->read_for_staff(std::make_shared<const Asked>(asked));
}

}  // namespace boxoffice::reservation
