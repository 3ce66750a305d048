#include "simulation/house/mail.hpp"

namespace boxoffice::simulation {
namespace {

constexpr base::Duration usual_delay{50};
constexpr base::Duration answer_timeout{30'000};

}  // namespace

PostOffice::PostOffice(SimulatedScheduler& scheduler, SimulatedRandomness randomness,
                       Journal& journal)
    : scheduler_(scheduler),
      randomness_(randomness),
      journal_(journal),
      worker_(scheduler.make_worker("mail")) {}

void PostOffice::set_faults(int refused, int unanswered) {
    refused_ = refused;
    unanswered_ = unanswered;
}

void PostOffice::deliver(const ports::Mail& mail, const std::weak_ptr<int>& sender,
                         std::function<void(std::optional<ports::MailFault>)> done) {
    std::optional<ports::MailFault> fault;
    auto delay = usual_delay;
    if (randomness_.happens(refused_)) {
        journal_.count("mail: refused");
        fault = ports::MailFault{.reason = "simulated: mailbox busy"};
    } else {
        ++received_[mail.deduplication_id];
        journal_.note("mail to " + mail.to + ": " + mail.deduplication_id);
        if (randomness_.happens(unanswered_)) {
            journal_.count("mail: answer lost");
            fault = ports::MailFault{.reason = "simulated: no answer"};
            delay = answer_timeout;
        }
    }
    scheduler_.later(delay, *worker_, [sender, fault, done = std::move(done)] {
        if (!sender.expired()) done(fault);
    });
}

void People::find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) {
    const auto name = "user-" + std::to_string(user_id);
    const ports::Contact contact{.name = name, .email = name + "@example.org", .language = "en"};
    office_.scheduler_.later(usual_delay, *office_.worker_,
                             [alive = std::weak_ptr{alive_}, contact, done = std::move(done)] {
                                 if (!alive.expired()) done({.contact = contact, .fault = {}});
                             });
}

void Callers::find_or_make(const ports::HttpRequest&, ports::Buyer buyer,
                           std::function<void(ports::BuyerAnswer)> done) {
    done(std::stoll(buyer.name.substr(buyer.name.rfind(' ') + 1)));
}

}  // namespace boxoffice::simulation
