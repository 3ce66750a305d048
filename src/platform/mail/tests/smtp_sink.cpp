// The sink, on plain sockets: one connection after the other.
#include "platform/mail/tests/smtp_sink.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace boxoffice::platform::testing_support {
namespace {

/// Lines of one connection, without their CRLF.
class Lines {
  public:
    explicit Lines(int socket) : socket_(socket) {}

    std::optional<std::string> next() {
        while (true) {
            const auto end = buffer_.find("\r\n");
            if (end != std::string::npos) {
                auto line = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                return line;
            }
            char bytes[4096];
            const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
            if (got <= 0) return std::nullopt;
            buffer_.append(bytes, static_cast<std::size_t>(got));
        }
    }

  private:
    int socket_;
    std::string buffer_;
};

void reply(int socket, const std::string& text) {
    const auto line = text + "\r\n";
    (void)::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
}

bool begins(const std::string& line, const char* word) {
    return line.rfind(word, 0) == 0;
}

std::optional<std::string> read_data(Lines& lines) {
    std::string text;
    while (const auto line = lines.next()) {
        if (*line == ".") return text;
        text += begins(*line, ".") ? line->substr(1) : *line;
        text += "\r\n";
    }
    return std::nullopt;
}

}  // namespace

SmtpSink::SmtpSink() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const general = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, general, size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, general, &size) != 0) {
        throw std::runtime_error{"the SMTP sink found no port"};
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
}

SmtpSink::~SmtpSink() {
    is_stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (const int client = client_; client >= 0) ::shutdown(client, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::vector<SunkMail> SmtpSink::mails() const {
    const std::lock_guard lock{mutex_};
    return mails_;
}

void SmtpSink::answer_next_recipient(std::string text) {
    const std::lock_guard lock{mutex_};
    recipient_reply_ = std::move(text);
}

void SmtpSink::serve() {
    while (!is_stopping_) {
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client < 0) continue;
        ++connections_;
        client_ = client;
        if (!is_stopping_) serve_connection(client);
        client_ = -1;
        ::close(client);
    }
}

void SmtpSink::serve_connection(int client) {
    Lines lines{client};
    SunkMail mail;
    reply(client, "220 sink");
    while (const auto line = lines.next()) {
        if (begins(*line, "MAIL FROM:")) {
            mail = {.from = line->substr(10), .recipients = {}, .message = {}};
            reply(client, "250 ok");
        } else if (begins(*line, "RCPT TO:")) {
            const std::lock_guard lock{mutex_};
            mail.recipients.push_back(line->substr(8));
            reply(client, recipient_reply_.empty() ? "250 ok" : recipient_reply_);
            recipient_reply_.clear();
        } else if (*line == "DATA") {
            reply(client, "354 go on");
            auto text = read_data(lines);
            if (!text || drop_.exchange(false)) return;
            mail.message = std::move(*text);
            const std::lock_guard lock{mutex_};
            mails_.push_back(mail);
            reply(client, "250 kept");
        } else if (*line == "QUIT") {
            return reply(client, "221 bye");
        } else if (begins(*line, "EHLO")) {
            reply(client, "250-sink\r\n250 AUTH PLAIN");
        } else if (begins(*line, "AUTH")) {
            ++logins_;
            reply(client, "535 not here");
        } else {
            reply(client, *line == "RSET" ? "250 ok" : "500 unknown");
        }
    }
}

}  // namespace boxoffice::platform::testing_support
