import { cyrusService, cyrusTool } from './cyrus-binaries.ts';

export interface CyrusPorts {
  http: number;
  imap: number;
  lmtp: number;
}

/** Folders that Cyrus expects to find below its state folder. */
export const STATE_FOLDERS = [
  ...['db', 'jwt', 'lock', 'log', 'msg', 'proc', 'ptclient', 'quota', 'sieve', 'socket', 'user'].map(
    (name) => `conf/${name}`,
  ),
  'spool',
  'search',
  'sieve',
];

/** Role mailboxes are made at the first IMAP login; `smtp_host` leads nowhere, so that no test can send mail. */
export const imapdConf = (folder: string): string => `
configdirectory: ${folder}/conf
defaultpartition: default
partition-default: ${folder}/spool
proc_path: ${folder}/conf/proc
mboxname_lockpath: ${folder}/conf/lock
sievedir: ${folder}/sieve
servername: localhost
admins: cyrus
virtdomains: userid
defaultdomain: internal.test
unixhierarchysep: yes
altnamespace: yes
hashimapspool: no
umask: 077
allowplaintext: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: ${folder}/sasldb2
lmtpsocket: ${folder}/conf/socket/lmtp
idlesocket: ${folder}/conf/socket/idle
notifysocket: ${folder}/conf/socket/notify
conversations: yes
conversations_counted_flags: \\Draft \\Flagged $IsMailingList $IsNotification $HasAttachment
httpmodules: jmap carddav caldav
httpallowcompress: no
http_jwt_key_dir: ${folder}/conf/jwt
jmap_nonstandard_extensions: yes
expunge_mode: delayed
delete_mode: delayed
autocreate_quota: 0
autocreate_post: no
smtp_backend: host
smtp_host: 127.0.0.1:1
autocreate_inbox_folders: Archive | Drafts | Junk | Sent | Trash
autocreate_subscribe_folders: Archive | Drafts | Junk | Sent | Trash
xlist-Archive: Archive
xlist-Drafts: Drafts
xlist-Junk: Junk
xlist-Sent: Sent
xlist-Trash: Trash
search_engine: xapian
defaultsearchtier: t1
t1searchpartition-default: ${folder}/search
syslog_prefix: cyrus
sync_log: yes
sync_log_channels: squatter
`;

export const cyrusConf = (folder: string, ports: CyrusPorts): string => `
START {
  recover cmd="${cyrusTool('ctl_cyrusdb')} -C ${folder}/imapd.conf -r"
}
SERVICES {
  http cmd="${cyrusService('httpd')} -C ${folder}/imapd.conf" listen="127.0.0.1:${ports.http}" prefork=1 maxchild=64
  imap cmd="${cyrusService('imapd')} -C ${folder}/imapd.conf" listen="127.0.0.1:${ports.imap}" prefork=0 maxchild=16
  lmtp cmd="${cyrusService('lmtpd')} -C ${folder}/imapd.conf -a" listen="127.0.0.1:${ports.lmtp}" prefork=0 maxchild=4
}
EVENTS {
}
DAEMON {
  idled cmd="${cyrusService('idled')} -C ${folder}/imapd.conf"
  squatter cmd="${cyrusTool('squatter')} -C ${folder}/imapd.conf -R"
}
`;
