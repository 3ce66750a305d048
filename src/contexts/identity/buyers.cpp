#include "contexts/identity/buyers.hpp"

#include "contexts/identity/requests.hpp"
#include "contracts/problem.hpp"
#include "eventing/http_command.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace boxoffice::identity {
namespace {

using ports::BuyerAnswer;
using ports::HttpResponse;
using Done = std::function<void(BuyerAnswer)>;

/// Every wrong field, by its place in the body of a sale.
std::vector<contracts::FieldError> check(const ports::Buyer& buyer) {
    auto errors = check_name(buyer.name);
    const auto add = [&errors](std::vector<contracts::FieldError> more) {
        errors.insert(errors.end(), more.begin(), more.end());
    };
    if (buyer.email) add(check_email(*buyer.email));
    if (buyer.language) add(check_language(*buyer.language));
    for (auto& error : errors) error.field = "buyer." + error.field;
    return errors;
}

/// Takes what is refused before it becomes a command.
class Refused final : public ports::ResponseSink {
  public:
    explicit Refused(Done done) : done_(std::move(done)) {}
    void send(HttpResponse response) override { done_(base::unexpected(std::move(response))); }
    std::shared_ptr<ports::HttpStream> open_stream(HttpResponse head) override {
        send(std::move(head));
        return nullptr;
    }

  private:
    Done done_;
};

BuyerAnswer answer_of(HttpResponse response) {
    const auto found = response.status == 200 ? read_buyer(response.body) : std::nullopt;
    if (found) return found->value;
    return base::unexpected(std::move(response));
}

}  // namespace

void Buyers::find_or_make(const ports::HttpRequest& request, ports::Buyer buyer, Done done) {
    auto errors = check(buyer);
    if (!errors.empty()) {
        return done(base::unexpected(contracts::to_response(contracts::validation_problem(
            contracts::DecodeError{std::move(errors)}, answer_language_of(request)))));
    }
    if (kernel_.is_overloaded()) {
        return done(base::unexpected(contracts::problem_response(request, 503, "overloaded")));
    }
    WelcomeBuyer command{.email = std::move(buyer.email).value_or(std::string{}),
                         .name = std::move(buyer.name),
                         .language = language_of(buyer.language, request)};
    eventing::submit_http(
        kernel_.runner(), accounts_, std::move(command), request, std::make_shared<Refused>(done),
        [done](HttpResponse response, bool) { done(answer_of(std::move(response))); });
}

}  // namespace boxoffice::identity
