#include "platform/peers/peer_channel.hpp"

#include "ports/trace_context.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace boxoffice::platform {
namespace {

/// One question on its way, through all its tries.
struct Asked {
    PeerQuestion question;
    std::function<void(PeerAnswer)> done;
    ports::TraceContext trace;
    std::string request_id;
    int tries = 0;
    base::Duration pause{};
};
using AskedPointer = std::shared_ptr<Asked>;

std::string labels_of(const std::string& context, std::string_view result) {
    return "peer=\"" + context + "\",result=\"" + std::string{result} + '"';
}

}  // namespace

class PeerChannel::Implementation : public std::enable_shared_from_this<Implementation> {
  public:
    Implementation(std::string context, std::string url, ports::HttpClient& client,
                   ServiceSecrets& secrets, const base::Clock& clock, ports::Scheduler& scheduler,
                   ports::Metrics& metrics, PeerTerms terms)
        : context_(std::move(context)),
          url_(std::move(url)),
          client_(client),
          secrets_(secrets),
          clock_(clock),
          scheduler_(scheduler),
          terms_(terms),
          answered_(count(metrics, "answered")),
          lost_(count(metrics, "lost")),
          refused_(count(metrics, "refused")),
          left_alone_(count(metrics, "left_alone")),
          worker_(scheduler.make_worker("peer-" + context_)) {}

    [[nodiscard]] const std::string& context() const { return context_; }

    void start(PeerQuestion question, std::function<void(PeerAnswer)> done) {
        auto asked = std::make_shared<Asked>();
        asked->question = std::move(question);
        asked->done = std::move(done);
        asked->trace = ports::current_trace();
        asked->request_id = ports::current_request_id();
        asked->pause = terms_.pause;
        ask(asked);
    }

    void close() {
        is_closed_ = true;
        worker_->close();
    }

  private:
    ports::Counter& count(ports::Metrics& metrics, std::string_view result) const {
        return metrics.counter("boxoffice_peer_questions_total", labels_of(context_, result),
                               "Questions to other processes of the house, each try of them.");
    }

    void ask(const AskedPointer& asked) {
        if (is_closed_) return asked->done({.body = {}, .fault = "this process is stopping"});
        if (!may_ask()) {
            left_alone_.add();
            return asked->done({.body = {}, .fault = context_ + " does not answer at present"});
        }
        ++asked->tries;
        const auto& question = asked->question;
        ports::HttpCall call{.method = question.method,
                             .url = url_ + question.path,
                             .headers = {{"Authorization", "Bearer " + secrets_.shown()},
                                         {"Accept", "application/json"}},
                             .body = question.body,
                             .timeout_ms = terms_.timeout.count()};
        const auto add = [&call](const char* name, const std::string& value) {
            if (!value.empty()) call.headers.push_back({name, value});
        };
        if (!question.body.empty()) add("Content-Type", "application/json");
        add("X-Request-Id", asked->request_id);
        const ports::TraceScope scope{asked->trace, asked->request_id};
        client_.call(std::move(call), [self = weak_from_this(), asked](ports::HttpAnswer answer) {
            if (const auto here = self.lock()) here->take(asked, std::move(answer));
        });
    }

    void take(const AskedPointer& asked, ports::HttpAnswer answer) {
        const bool is_answer = answer.response && answer.response->status < 500;
        note(is_answer);
        if (!is_answer) return lose(asked, answer);
        const auto status = answer.response->status;
        if (status == 200) {
            answered_.add();
            return asked->done({.body = std::move(answer.response->body), .fault = {}});
        }
        // The other side is there and says no: it will say so again.
        refused_.add();
        asked->done({.body = {},
                     .fault = context_ + " refused the question with " + std::to_string(status)});
    }

    void lose(const AskedPointer& asked, const ports::HttpAnswer& answer) {
        lost_.add();
        const bool may_repeat = asked->question.is_repeatable || !answer.may_have_arrived;
        if (!may_repeat || asked->tries >= terms_.tries_max) {
            const auto why =
                answer.response ? std::to_string(answer.response->status) : answer.fault;
            return asked->done({.body = {}, .fault = context_ + " gave no answer: " + why});
        }
        worker_->post([this, asked] { wait(asked); });
    }

    /// On the worker, which alone touches what waits.
    void wait(const AskedPointer& asked) {
        const auto pause = std::exchange(asked->pause, asked->pause * 2);
        waiting_[asked] = scheduler_.after(pause, *worker_, [this, asked] {
            waiting_.erase(asked);
            ask(asked);
        });
    }

    bool may_ask() {
        const std::lock_guard lock{mutex_};
        if (lost_in_a_row_ < terms_.lost_max) return true;
        const auto now = clock_.now();
        if (now < ask_again_) return false;
        // One goes ahead; the others wait for how it fares.
        ask_again_ = now + terms_.left_alone;
        return true;
    }

    void note(bool is_answer) {
        const std::lock_guard lock{mutex_};
        if (is_answer) {
            lost_in_a_row_ = 0;
        } else if (++lost_in_a_row_ >= terms_.lost_max) {
            ask_again_ = clock_.now() + terms_.left_alone;
        }
    }

    const std::string context_;
    const std::string url_;
    ports::HttpClient& client_;
    ServiceSecrets& secrets_;
    const base::Clock& clock_;
    ports::Scheduler& scheduler_;
    const PeerTerms terms_;
    ports::Counter& answered_;
    ports::Counter& lost_;
    ports::Counter& refused_;
    ports::Counter& left_alone_;
    std::atomic<bool> is_closed_{false};
    std::mutex mutex_;
    int lost_in_a_row_ = 0;
    base::Instant ask_again_{};
    std::unique_ptr<ports::Executor> worker_;
    std::map<AskedPointer, std::unique_ptr<ports::Timer>> waiting_;  ///< before the worker, to go
};

PeerChannel::PeerChannel(std::string context, std::string url, ports::HttpClient& client,
                         ServiceSecrets& secrets, const base::Clock& clock,
                         ports::Scheduler& scheduler, ports::Metrics& metrics, PeerTerms terms)
    : implementation_(std::make_shared<Implementation>(
          std::move(context), std::move(url), client, secrets, clock, scheduler, metrics, terms)) {}

PeerChannel::~PeerChannel() {
    implementation_->close();
}

void PeerChannel::close() {
    implementation_->close();
}

void PeerChannel::ask(PeerQuestion question, std::function<void(PeerAnswer)> done) {
    implementation_->start(std::move(question), std::move(done));
}

const std::string& PeerChannel::context() const {
    return implementation_->context();
}

}  // namespace boxoffice::platform
