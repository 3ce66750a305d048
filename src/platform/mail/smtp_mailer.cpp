#include "platform/mail/smtp_mailer.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

namespace boxoffice::platform {
namespace {

using Fault = std::optional<ports::MailFault>;

void ready_curl() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK)
        throw base::InfrastructureFault("libcurl cannot start", base::Retry::no);
}

struct HandleCloser {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleCloser>;

struct ListFreer {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFreer>;

void require_options(const SmtpOptions& options) {
    const auto is_host_character = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    };
    const auto& host = options.host;
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) {
        throw base::InfrastructureFault(
            "--smtp-url must name a host or its address, not \"" + host + '"', base::Retry::no);
    }
    if (!options.credentials.get().user.empty() && options.security == SmtpSecurity::none) {
        throw base::InfrastructureFault(
            "--smtp-user is given, and --smtp-url names a server that is spoken to in plain text, "
            "password included: write smtps://HOST, or leave --smtp-user out",
            base::Retry::no);
    }
}

/// What libcurl reads the message from.
struct Source {
    std::string_view rest;
};

std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& source = *static_cast<Source*>(context);
    const auto bytes = std::min(size * count, source.rest.size());
    std::memcpy(buffer, source.rest.data(), bytes);
    source.rest.remove_prefix(bytes);
    return bytes;
}

/// One connection to the server, kept between mails.
class Connection {
  public:
    Connection(const SmtpOptions& options, const Sender& sender)
        : sender_(sender), credentials_(options.credentials.get()) {
        handle_.reset(curl_easy_init());
        if (!handle_) throw base::InfrastructureFault("no memory for libcurl", base::Retry::yes);
        set_target(options);
        set_limits(options);
    }

    Fault send(const ports::Mail& mail, const std::string& message) {
        Source source{message};
        // Without the brackets libcurl would take a comma or blank for the end of the address.
        const auto from = '<' + sender_.address + '>';
        const auto to = '<' + mail.to + '>';
        const List recipients{curl_slist_append(nullptr, to.c_str())};
        std::array<char, CURL_ERROR_SIZE> text{};
        set(CURLOPT_MAIL_FROM, from.c_str());
        set(CURLOPT_MAIL_RCPT, recipients.get());
        set(CURLOPT_READDATA, &source);
        set(CURLOPT_ERRORBUFFER, text.data());
        const auto result = curl_easy_perform(handle_.get());
        set(CURLOPT_ERRORBUFFER, nullptr);
        if (result == CURLE_OK) return std::nullopt;
        long reply = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &reply);
        // Refused for good is only what the server said about this mail; a failed login is the
        // operator's.
        const bool is_permanent = reply >= 500 && reply < 600 && result != CURLE_LOGIN_DENIED &&
                                  result != CURLE_USE_SSL_FAILED;
        const std::string reason = text[0] != '\0' ? text.data() : curl_easy_strerror(result);
        return ports::MailFault{.reason = reason, .is_permanent = is_permanent};
    }

    /// What it signed in with.
    [[nodiscard]] const SmtpCredentials& credentials() const { return credentials_; }

  private:
    template <class Value>
    void set(CURLoption option, Value value) {
        BOXOFFICE_INVARIANT(curl_easy_setopt(handle_.get(), option, value) == CURLE_OK);
    }

    void set_target(const SmtpOptions& options) {
        const auto domain = sender_.address.substr(sender_.address.find('@') + 1);
        const bool is_tls = options.security == SmtpSecurity::tls;
        // The path of the URL is the name we give in EHLO.
        const auto url = (is_tls ? "smtps://" : "smtp://") + options.host + ':' +
                         std::to_string(options.port) + '/' + domain;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_PROXY, "");
        const long encryption =
            options.security == SmtpSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL;
        set(CURLOPT_USE_SSL, encryption);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        const auto& authorities = options.certificate_authority_file;
        if (!authorities.empty()) set(CURLOPT_CAINFO, authorities.c_str());
        const bool is_in_the_clear = options.security == SmtpSecurity::none;
        if (credentials_.user.empty() || is_in_the_clear) return;
        set(CURLOPT_USERNAME, credentials_.user.c_str());
        set(CURLOPT_PASSWORD, credentials_.password.c_str());
    }

    void set_limits(const SmtpOptions& options) {
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &read_message);
    }

    const Sender& sender_;
    SmtpCredentials credentials_;
    Handle handle_;
};

}  // namespace

SmtpMailer::SmtpMailer(SmtpOptions options, Sender sender, const base::Clock& clock)
    : options_(std::move(options)), sender_(std::move(sender)), clock_(clock) {
    require_options(options_);
    require_sender(sender_);
    ready_curl();
    thread_ = std::thread{[this] { run(); }};
}

SmtpMailer::~SmtpMailer() {
    std::deque<Waiting> left;
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
        left.swap(waiting_);
    }
    changed_.notify_all();
    thread_.join();
    for (auto& waiting : left) waiting.done(ports::MailFault{.reason = "shutting_down"});
}

void SmtpMailer::send(ports::Mail mail, std::function<void(Fault)> done) {
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() < options_.waiting_max) {
            waiting_.push_back({std::move(mail), std::move(done)});
            changed_.notify_one();
            return;
        }
    }
    done(ports::MailFault{.reason = "too_many_waiting"});
}

void SmtpMailer::run() {
    std::optional<Connection> connection;
    for (;;) {
        Waiting next;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
            if (is_stopping_) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        if (!connection || connection->credentials() != options_.credentials.get()) {
            connection.emplace(options_, sender_);
        }
        const auto message = format_message(next.mail, sender_, clock_.now(), Transfer::wire);
        if (message) {
            next.done(connection->send(next.mail, *message));
        } else {
            next.done(ports::MailFault{.reason = message.error(), .is_permanent = true});
        }
    }
}

}  // namespace boxoffice::platform
