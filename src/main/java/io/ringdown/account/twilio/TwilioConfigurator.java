package io.ringdown.account.twilio;

import io.ringdown.account.Account;

/**
 * Reads and changes what Twilio has configured for an account. Each call waits for Twilio, half a
 * minute at most, so it belongs outside any transaction. Thread-safe.
 */
public interface TwilioConfigurator {
  /** What Twilio has now. */
  TwilioSide read(Account account) throws TwilioTroubleException;

  /**
   * Makes Twilio notify every call of the account at the URL: creates our configuration, corrects
   * it, or leaves it as it is, and makes it the account's default.
   *
   * @return what Twilio says that it has afterwards
   */
  TwilioSide connect(Account account, String webhookUrl) throws TwilioTroubleException;

  /** Deletes our configuration, if there is one; the default too, if that is ours. */
  void disconnect(Account account) throws TwilioTroubleException;
}
