// Instantiates the codec for what travels over the provider's API.
#include "contracts/codec_definition.hpp"
#include "sandbox_provider/messages.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::PrepareOrder)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::ConfirmPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::CancelPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::PaymentView)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::ErrorView)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::TransactionPage)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::WebhookBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::FaultOrder)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::FaultReport)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::ConsoleCancel)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::sandbox::LedgerDump)
