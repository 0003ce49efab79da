package io.ringdown.webhook;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.call.CallNotification;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.AwaitedAnswers;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.LateRinging;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.SignatureVerdict;
import io.ringdown.security.TwilioSignature;
import io.ringdown.webhook.TwilioBody.InvalidBodyException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a notification: whose it is, whether Twilio sent it, whom it rings. Nothing of an
 * unverified body is stored or dispatched. Thread-safe.
 */
public final class NotificationReceiver {
  private static final System.Logger LOG = System.getLogger(NotificationReceiver.class.getName());

  private final AccountStore accounts;
  private final TwilioSignature signature;
  private final boolean requireBodyHash;
  private final CallStore calls;
  private final CallDispatcher dispatcher;
  private final AwaitedAnswers answers;
  private final LateRinging late;
  private final RefusalObserver refusals;
  private final RefusalLog refusalLog;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param requireBodyHash whether a notification whose URL does not carry {@code bodySHA256} is
   *     refused
   */
  public NotificationReceiver(
      AccountStore accounts,
      TwilioSignature signature,
      boolean requireBodyHash,
      CallStore calls,
      CallDispatcher dispatcher,
      AwaitedAnswers answers,
      LateRinging late,
      RefusalObserver refusals,
      RefusalLog refusalLog,
      InstantSource clock,
      RandomGenerator random) {
    this.accounts = accounts;
    this.signature = signature;
    this.requireBodyHash = requireBodyHash;
    this.calls = calls;
    this.dispatcher = dispatcher;
    this.answers = answers;
    this.late = late;
    this.refusals = refusals;
    this.refusalLog = refusalLog;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Takes a notification and starts its deliveries.
   *
   * @param url as Twilio requested it
   * @param body as it came
   * @param signatureHeader {@code X-Twilio-Signature}, if there is one
   * @param client tells from where it came, asked only when it is refused
   * @return what Twilio is answered, at once or when the account's policy says so; fails with the
   *     answer when that is another
   * @throws ProblemException with the answer that Twilio gets when nobody rings
   */
  CompletionStage<Admission> receive(
      String url,
      byte[] body,
      @Nullable String signatureHeader,
      Supplier<Optional<String>> client) {
    try {
      var read = TwilioBody.read(body);
      var account = verified(read, url, body, signatureHeader, client);
      var call = read.notification(clock.instant(), account.policy().ringWindow(), random);
      return admit(call, account);
    } catch (InvalidBodyException e) {
      throw new ProblemException(Problem.of(400, String.valueOf(e.getMessage()), e.errors()));
    }
  }

  private Account verified(
      TwilioBody read,
      String url,
      byte[] body,
      @Nullable String signatureHeader,
      Supplier<Optional<String>> client) {
    var account = find(read);
    var tokens = account.map(Account::authTokens).orElse(List.of());
    var verdict = signature.verifyJson(tokens, url, body, signatureHeader, requireBodyHash);
    if (account.isEmpty() || verdict != SignatureVerdict.VALID) {
      refusals.refused(verdict);
      refusalLog.notification(verdict, client);
      throw ProblemException.forbidden("The signature is missing or wrong.");
    }
    return account.get();
  }

  private Optional<Account> find(TwilioBody read) {
    try {
      return accounts.find(read.account());
    } catch (RuntimeException e) {
      throw unavailable("the account could not be read", e);
    }
  }

  private CompletionStage<Admission> admit(CallNotification call, Account account) {
    if (!dispatcher.hasRoom()) {
      throw unavailable("too many deliveries are under way", null);
    }
    var policy = account.policy();
    if (policy.answerWhen() == AccountPolicy.AnswerWhen.ACCEPTED) {
      return answers
          .admit(
              call.account(),
              call.messageId(),
              policy.answerWithin(),
              () -> keep(call, policy),
              kept -> dispatcher.dispatch(kept.owed()))
          .thenApply(NotificationReceiver::rung);
    }
    var admission = keep(call, policy);
    if (admission instanceof Admission.Kept kept) {
      dispatcher.dispatch(kept.owed());
    }
    return CompletableFuture.completedFuture(rung(admission));
  }

  private Admission keep(CallNotification call, AccountPolicy policy) {
    var began = clock.instant();
    try {
      var admission = calls.admit(call, policy);
      if (admission.bindings() > 0) {
        late.admitted(call.account(), call.identity(), Duration.between(began, clock.instant()));
      }
      return admission;
    } catch (RuntimeException e) {
      throw unavailable("the call could not be kept", e);
    }
  }

  private static Admission rung(Admission admission) {
    if (admission.bindings() == 0) {
      throw new ProblemException(
          new Problem(
              "https://ringdown.io/problems/no-binding",
              "No binding",
              404,
              "Nobody can be rung: the callee has no active binding.",
              List.of()),
          Map.of("Ringdown-Reason", "no-binding"));
    }
    return admission;
  }

  private static ProblemException unavailable(String what, @Nullable Throwable cause) {
    LOG.log(
        Level.ERROR,
        "RD-6002 a notification was not taken: {0}{1}",
        what,
        cause == null ? "" : " (" + cause.getClass().getName() + ")");
    return new ProblemException(
        Problem.of(503, "The notification cannot be kept now."), Map.of("Retry-After", "1"));
  }
}
