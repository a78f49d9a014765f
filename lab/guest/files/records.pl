#!/usr/bin/perl
# records check: reads back every record and the system files, prints the verdict as JSON.
# records write: goes on with the sequence until SIGTERM; a record counts once its fsync has returned.
#
# Record n (from 1) is slot (n - 1) % 4096 of the file /data/records/<(n - 1) / 4096, ten digits>. A slot is
# "DREC" | version, 32 bits | sequence, 64 bits | milliseconds since 1970, 64 bits | random payload | SHA-256 of all before
# in big-endian order, 1024 bytes in all. Files are only appended to; the oldest goes when there are more than 8.
use strict;
use warnings;
use Digest::SHA qw(sha256);
use IO::Handle;
use Time::HiRes qw(time sleep);

# Another root than / lets the checker look at a copy of a guest's files.
my $ROOT      = $ENV{GUEST_ROOT} // '';
my $FOLDER    = "$ROOT/data/records";
my $MANIFEST  = "$ROOT/usr/share/guest/system.sha256";
my $SLOT      = 1024;
my $PER_FILE  = 4096;
my $FILES     = 8;
my $PAYLOAD   = $SLOT - 24 - 32;
my $RATE      = 24;
my $TICK      = 0.125;
my $BATCH     = 64;

my $mode = shift // '';
if    ($mode eq 'check') { print_verdict() }
elsif ($mode eq 'write') { write_records() }
else                     { die "usage: records check|write\n" }

sub print_verdict {
    my $found  = check_records();
    my $bad    = defined $found->{firstBad} ? $found->{firstBad} : 'null';
    my $system = system_intact() ? 'true' : 'false';
    print qq({"event":"verdict","verdict":"$found->{verdict}","records":$found->{records},),
      qq("lastSequence":$found->{lastSequence},"firstBad":$bad,"systemOk":$system}\n);
}

# What was being written when the machine stopped may be torn: at most one batch at the very end, and never acknowledged.
sub check_records {
    my %found = (verdict => 'intact', records => 0, lastSequence => 0, firstBad => undef);
    my @files = sort glob("$FOLDER/[0-9]*");
    if (!-d $FOLDER) { return -d "$ROOT/data/lost+found" ? \%found : { %found, verdict => 'lost', firstBad => 1 } }
    return \%found if !@files;
    my ($first, $last) = map { $_ =~ m{(\d+)$} ? $1 + 0 : 0 } @files[0, -1];
    my $doubt;    # [sequence, kind] of bad slots after which nothing good has come yet
    my $spoil = sub {
        my ($sequence, $kind) = @_;
        return if defined $found{firstBad};
        @found{qw(firstBad verdict)} = ($sequence, $kind);
    };
    # Only a full set may have lost its oldest files to rotation.
    $spoil->(1, 'lost') if $first > 0 && $last - $first + 1 < $FILES;
    my $doubtful = 0;
    for my $number ($first .. $last) {
        my $base = $number * $PER_FILE + 1;
        my $content = read_file(sprintf('%s/%010d', $FOLDER, $number));
        my $slots = $number == $last ? int((length($content) + $SLOT - 1) / $SLOT) : $PER_FILE;
        for my $slot (0 .. $slots - 1) {
            my $expected = $base + $slot;
            my $kind = judge(substr_or_empty($content, $slot * $SLOT, $SLOT), $expected);
            if ($kind eq 'intact') {
                $spoil->(@$doubt) if $doubt;
                ($doubt, $doubtful) = (undef, 0);
                $found{records}++;
                $found{lastSequence} = $expected;
            }
            else {
                $doubt //= [$expected, $kind];
                $doubtful++;
            }
        }
    }
    $spoil->(@$doubt) if $doubt && $doubtful > $BATCH;
    return \%found;
}

sub judge {
    my ($bytes, $expected) = @_;
    return 'lost' if $bytes !~ /[^\0]/;
    return 'corrupt' if length($bytes) < $SLOT;
    return 'corrupt' if sha256(substr($bytes, 0, $SLOT - 32)) ne substr($bytes, $SLOT - 32);
    my ($magic, $version, $sequence) = unpack('a4 N Q>', $bytes);
    return 'corrupt' if $magic ne 'DREC' || $version != 1;
    return $sequence == $expected ? 'intact' : 'lost';
}

sub substr_or_empty {
    my ($content, $at, $length) = @_;
    return $at < length($content) ? substr($content, $at, $length) : '';
}

sub read_file {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or return '';
    local $/;
    my $content = <$file>;
    return $content // '';
}

sub system_intact {
    open(my $manifest, '<', $MANIFEST) or return 0;
    my $files = 0;
    while (my $line = <$manifest>) {
        my ($expected, $path) = $line =~ /^([0-9a-f]{64})  (.+)$/ or return 0;
        my $digest = Digest::SHA->new(256);
        return 0 if !eval { $digest->addfile("$ROOT$path", 'b'); 1 } || $digest->hexdigest ne $expected;
        $files++;
    }
    return $files > 0;
}

sub write_records {
    my $stopped = 0;
    local $SIG{TERM} = sub { $stopped = 1 };
    open(my $pid, '>', '/run/records.pid') or die "no pid file: $!\n";
    print $pid "$$\n";
    close $pid;
    open(my $random, '<:raw', '/dev/urandom') or die "no random numbers: $!\n";
    STDOUT->autoflush(1);
    mkdir $FOLDER;
    my $next = resume_at();
    my $file;
    my ($start, $written) = (time, 0);
    until ($stopped) {
        my $due = int((time - $start) * $RATE) - $written;
        if ($due > $BATCH) {
            # It was held up, e.g. by frozen file systems: what was not written then is not made up for.
            ($start, $written, $due) = (time, 0, 1);
        }
        if ($due > 0) {
            my $slot = ($next - 1) % $PER_FILE;
            my $fresh = !$file || $slot == 0;
            $file = open_file(int(($next - 1) / $PER_FILE), $slot) if $fresh;
            my $room = $PER_FILE - $slot;
            my $count = $due < $room ? $due : $room;
            my $batch = join '', map { record($next + $_, $random) } 0 .. $count - 1;
            syswrite($file, $batch) == length($batch) or die "cannot write record $next: $!\n";
            $file->sync or die "cannot sync record $next: $!\n";
            sync_folder() if $fresh;
            $next += $count;
            $written += $count;
            printf qq(drover-guest: {"event":"record","sequence":%d}\n), $next - 1;
            drop_oldest(int(($next - 2) / $PER_FILE)) if $fresh;
        }
        sleep $TICK;
    }
}

# Only an intact sequence is continued: writing on would cut off the traces of what went wrong.
sub resume_at {
    my ($last) = read_file('/run/verdict') =~ /"verdict":"intact".*"lastSequence":(\d+)/ or die "records are not intact\n";
    return $last + 1;
}

sub record {
    my ($sequence, $random) = @_;
    sysread($random, my $payload, $PAYLOAD) == $PAYLOAD or die "no random numbers: $!\n";
    my $body = pack('a4 N Q> Q>', 'DREC', 1, $sequence, int(time * 1000)) . $payload;
    return $body . sha256($body);
}

# Cuts off a torn end, so that files hold whole records up to the place of the next.
sub open_file {
    my ($number, $slot) = @_;
    my $path = sprintf '%s/%010d', $FOLDER, $number;
    sysopen(my $file, $path, 0102) or die "cannot open $path: $!\n";    # O_RDWR | O_CREAT
    truncate($file, $slot * $SLOT) or die "cannot cut $path: $!\n";
    sysseek($file, $slot * $SLOT, 0) or die "cannot seek in $path: $!\n";
    return $file;
}

sub sync_folder {
    sysopen(my $folder, $FOLDER, 0) or die "cannot open $FOLDER: $!\n";
    $folder->sync or die "cannot sync $FOLDER: $!\n";
}

sub drop_oldest {
    my ($newest) = @_;
    for my $path (glob("$FOLDER/[0-9]*")) {
        unlink $path if $path =~ m{(\d+)$} && $1 <= $newest - $FILES;
    }
}
