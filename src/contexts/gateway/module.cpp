#include "contexts/gateway/module.hpp"

#include "contexts/gateway/negotiation.hpp"
#include "contexts/gateway/pages.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

namespace boxoffice::gateway {

/// Where everything begins: a client finds the collections from here.
struct RootLinks {
    contracts::Link self;
    contracts::Link items;
    contracts::Link performances;
    contracts::Link venues;
    contracts::Link seats;
    contracts::Link reservations;
    contracts::Link my_pages;
    contracts::Link notifications;
};
BOOST_DESCRIBE_STRUCT(RootLinks, (),
                      (self, items, performances, venues, seats, reservations, my_pages,
                       notifications))

struct Root {
    std::string name;
    RootLinks _links;
};
BOOST_DESCRIBE_STRUCT(Root, (), (name, _links))

/// What time it is here: the countdown to the start of sales goes by it, not by the clock of the
/// buyer's machine.
struct ServerClock {
    base::Instant now;
};
BOOST_DESCRIBE_STRUCT(ServerClock, (), (now))

namespace {

std::string encoded_root() {
    return contracts::encode(Root{.name = "Boxoffice",
                                  ._links = {.self = {"/"},
                                             .items = {"/items"},
                                             .performances = {"/performances"},
                                             .venues = {"/venues"},
                                             .seats = {"/seats"},
                                             .reservations = {"/reservations"},
                                             .my_pages = {"/myPages"},
                                             .notifications = {"/notifications"}}});
}

class Module final : public eventing::ContextModule {
  public:
    Module(const base::Clock& clock, Assets assets, const SecurityTerms& terms)
        : clock_(clock), pages_(assets, terms) {}

    std::string_view name() const override { return "gateway"; }

    std::vector<ports::Route> routes() override {
        const auto route = [](const char* pattern, auto answer) {
            return ports::Route{.method = ports::HttpMethod::get,
                                .pattern = pattern,
                                .access = ports::Access::everyone,
                                .handler = [answer](const ports::HttpRequest& request,
                                                    const ports::Responder& responder) {
                                    responder->send(answer(request));
                                }};
        };
        return {
            route("/", [this](const ports::HttpRequest& request) { return front_door(request); }),
            route("/clock", [this](const ports::HttpRequest&) { return time(); }),
            route("/{path...}",
                  [this](const ports::HttpRequest& request) { return pages_.answer(request); })};
    }

    std::vector<std::pair<std::string, std::string>> listens_to() const override { return {}; }
    void start() override {}
    void stop() override {}

  private:
    /// One address for people and programs: browsers see the page, everybody else the collections.
    [[nodiscard]] ports::HttpResponse front_door(const ports::HttpRequest& request) const {
        auto response = prefers_page(request.header("Accept"))
                            ? pages_.page(request, 200)
                            : contracts::json_response(200, root_);
        vary_by(response, "Accept");
        return response;
    }

    [[nodiscard]] ports::HttpResponse time() const {
        auto response =
            contracts::json_response(200, contracts::encode(ServerClock{.now = clock_.now()}));
        response.headers.push_back({"Cache-Control", "no-store"});
        return response;
    }

    const base::Clock& clock_;
    const Pages pages_;
    const std::string root_ = encoded_root();
};

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module(const base::Clock& clock, Assets assets,
                                                     const SecurityTerms& terms) {
    return std::make_unique<Module>(clock, assets, terms);
}

}  // namespace boxoffice::gateway
