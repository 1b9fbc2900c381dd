// The two processes of the daemon and what they are made of.
//
//   Supervisor          takes the lock, binds the control socket, speaks to systemd, starts the judging child again
//     JudgingProcess    (child) watches the inbox, keeps the rules in force, answers the control socket
//       Worker          (threads) claim, read, judge, journal in batches, file
//
// A post in hand is noted in memory that the two processes share (`InHand`, in Spool), so that a post that kills the
// child is known: it is judged alone at the next start, and held as flagged when it kills again.
