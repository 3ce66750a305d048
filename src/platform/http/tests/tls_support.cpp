#include "platform/http/tests/tls_support.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace boxoffice::platform::http::test {
namespace {

struct Release {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
using Key = std::unique_ptr<EVP_PKEY, Release>;
using Certificate = std::unique_ptr<X509, Release>;

void add_extension(X509* certificate, int kind, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, Release> extension{
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str())};
    X509_add_ext(certificate, extension.get(), -1);
}

/// Signed by its own key, valid for an hour, or until an hour ago.
Certificate make_certificate(EVP_PKEY* key, const std::string& subject,
                             TlsServer::Validity validity) {
    const long begin = validity == TlsServer::Validity::over ? -7200 : -60;
    Certificate certificate{X509_new()};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), begin);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), begin + 3660);
    X509_set_pubkey(certificate.get(), key);
    auto* name = X509_get_subject_name(certificate.get());
    constexpr std::string_view common_name = "Boxoffice test";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.data()),
                               static_cast<int>(common_name.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_subject_alt_name, subject);
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

std::string write_to_file(X509* certificate) {
    auto path = (std::filesystem::temp_directory_path() / "boxoffice-test-XXXXXX").string();
    const int file = ::mkstemp(path.data());
    auto* stream = ::fdopen(file, "w");
    PEM_write_X509(stream, certificate);
    std::fclose(stream);
    return path;
}

SSL_CTX* make_context(X509* certificate, EVP_PKEY* key, TlsServer::Version version) {
    auto* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    if (version == TlsServer::Version::tls_1_1) {
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    }
    return context;
}

}  // namespace

TlsServer::TlsServer(const std::string& subject, Version version, Validity validity)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);

    const Key key{EVP_EC_gen("P-256")};
    const auto certificate = make_certificate(key.get(), subject, validity);
    certificate_file_ = write_to_file(certificate.get());
    auto* context = make_context(certificate.get(), key.get(), version);
    thread_ = std::thread{[this, context] { serve_one(context); }};
}

TlsServer::~TlsServer() {
    thread_.join();
    ::close(listener_);
    std::filesystem::remove(certificate_file_);
}

void TlsServer::serve_one(void* tls_context) const {
    const std::unique_ptr<SSL_CTX, Release> context{static_cast<SSL_CTX*>(tls_context)};
    const int connection = ::accept(listener_, nullptr, nullptr);
    {
        const std::unique_ptr<SSL, Release> session{SSL_new(context.get())};
        SSL_set_fd(session.get(), connection);
        std::array<char, 4096> buffer;
        if (SSL_accept(session.get()) == 1 &&
            SSL_read(session.get(), buffer.data(), static_cast<int>(buffer.size())) > 0) {
            constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe";
            SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
        }
    }
    ::close(connection);
}

}  // namespace boxoffice::platform::http::test
