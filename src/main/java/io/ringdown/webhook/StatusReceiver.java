package io.ringdown.webhook;

import io.ringdown.account.Account;
import io.ringdown.account.AccountStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.delivery.CallEndings;
import io.ringdown.delivery.CallLeg;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.SignatureVerdict;
import io.ringdown.security.TwilioSignature;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens when Twilio tells how a call goes on: one that is answered or over rings nobody any
 * more. Nothing of an unverified body counts. Thread-safe.
 *
 * @see <a href="https://www.twilio.com/docs/voice/twiml/client#attributes-status-callback">Twilio:
 *     statusCallback of Client</a>
 */
public final class StatusReceiver {
  private static final System.Logger LOG = System.getLogger(StatusReceiver.class.getName());
  private static final Set<String> ENDED =
      Set.of("in-progress", "answered", "completed", "busy", "failed", "no-answer", "canceled");

  private final AccountStore accounts;
  private final TwilioSignature signature;
  private final CallEndings endings;
  private final RefusalObserver refusals;
  private final RefusalLog refusalLog;

  public StatusReceiver(
      AccountStore accounts,
      TwilioSignature signature,
      CallEndings endings,
      RefusalObserver refusals,
      RefusalLog refusalLog) {
    this.accounts = accounts;
    this.signature = signature;
    this.endings = endings;
    this.refusals = refusals;
    this.refusalLog = refusalLog;
  }

  /**
   * Takes what Twilio tells.
   *
   * @param url as Twilio requested it
   * @param signatureHeader {@code X-Twilio-Signature}, if there is one
   * @param client tells from where it came, asked only when it is refused
   * @throws ProblemException with the answer that Twilio gets when it is not taken
   */
  void receive(
      String url,
      FormBody form,
      @Nullable String signatureHeader,
      Supplier<Optional<String>> client) {
    var account =
        form.only("AccountSid")
            .flatMap(AccountSid::parse)
            .orElseThrow(
                () -> ProblemException.badRequest("AccountSid must be AC and 32 hex digits."));
    verify(account, url, form, signatureHeader, client);
    var callSid =
        form.only("CallSid")
            .flatMap(CallSid::parse)
            .orElseThrow(() -> ProblemException.badRequest("CallSid must be the SID of a call."));
    var status =
        form.only("CallStatus")
            .orElseThrow(() -> ProblemException.badRequest("CallStatus is required."));
    if (ENDED.contains(status)) {
      try {
        endings.end(new CallLeg(account, callSid));
      } catch (RuntimeException e) {
        throw unavailable("that a call ended could not be kept", e);
      }
    }
  }

  private void verify(
      AccountSid sid,
      String url,
      FormBody form,
      @Nullable String signatureHeader,
      Supplier<Optional<String>> client) {
    var account = accounts.find(sid);
    var tokens = account.map(Account::authTokens).orElse(List.of());
    var verdict = signature.verifyForm(tokens, url, form.parameters(), signatureHeader);
    if (account.isEmpty() || verdict != SignatureVerdict.VALID) {
      refusals.refused(verdict);
      refusalLog.status(verdict, client);
      throw ProblemException.forbidden("The signature is missing or wrong.");
    }
  }

  private static ProblemException unavailable(String what, Throwable cause) {
    LOG.log(
        Level.ERROR,
        "RD-6011 a status callback was not taken: {0} ({1})",
        what,
        cause.getClass().getName());
    return new ProblemException(
        Problem.of(503, "The status cannot be kept now."), Map.of("Retry-After", "1"));
  }
}
